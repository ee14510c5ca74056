#!/usr/bin/env bash
# Runs a test project on Arm64 (NEON), emulated by QEMU on other machines; a few minutes for the kernels, installs what it needs on Debian and Ubuntu.
# Usage: tests/arm64.sh [PROJECT [ARGUMENTS OF THE TEST RUNNER]], by default all kernels' tests that every tier of instructions has to pass.
set -euo pipefail
cd "$(dirname "$0")/.."
project=${1:-Krypton.Kernels.Tests}
[ $# -gt 1 ] && arguments=("${@:2}") || arguments=(-trait Tier=every)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish -c Release -r linux-arm64 --self-contained -o "$work/tests" "tests/$project"
export DOTNET_TieredCompilation=0
if [ "$(uname -m)" = aarch64 ]; then
  "$work/tests/$project" "${arguments[@]}"
  exit
fi

apt-get install -y -qq qemu-user libc6-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross >/dev/null

# .NET wants OpenSSL, which no cross package holds: it is unpacked, not installed, and the system's list of architectures stays as it is.
mkdir -p "$work/apt/lists/partial" "$work/packages"
foreign=(-o APT::Architectures::=arm64 -o Dir::State::lists="$work/apt/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
apt-get "${foreign[@]}" -qq update
(cd "$work/packages" && apt-get "${foreign[@]}" -qq download libssl3:arm64)
dpkg -x "$work"/packages/libssl3*.deb "$work/root"

# Code that is written through a second mapping goes unnoticed by QEMU, which would run what was there before.
export DOTNET_EnableWriteXorExecute=0
qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH="$work/root/usr/lib/aarch64-linux-gnu" "$work/tests/$project" "${arguments[@]}"
