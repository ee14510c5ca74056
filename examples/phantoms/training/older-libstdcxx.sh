#!/bin/sh
# Runs the training program where libstdc++ is older than GCC 13's (Debian 12), after `dotnet build -c Release`.
#
# TorchSharp's native library asks for GLIBCXX_3.4.32 because of one function, which only makes sure that <iostream> is
# initialised. This marks that version as optional in the copy under bin/ and preloads a library with the function.
#
#   training/older-libstdcxx.sh train
set -eu
bin=$(dirname "$0")/bin/Release/net10.0/linux-x64
bin=$(cd "$bin" && pwd)
torch=$bin/libLibTorchSharp.so

g++ -shared -fPIC -O1 -x c++ -o "$bin/libiosinit.so" - <<'CODE'
#include <iostream>
namespace std { void ios_base_library_init() {} }
CODE

# An Elf64_Vernaux begins with the hash of the version's name (0x0297f842, little-endian) and 2 bytes of flags; 2 is VER_FLG_WEAK.
at=$(LC_ALL=C grep -obUaP '\x42\xf8\x97\x02\x00\x00' "$torch" | head -1 | cut -d: -f1 || true)
if [ -n "$at" ]; then
    printf '\002' | dd of="$torch" bs=1 seek=$((at + 4)) conv=notrunc status=none
fi

LD_PRELOAD=$bin/libiosinit.so exec dotnet "$bin/Krypton.Phantoms.Training.dll" "$@"
