#!/usr/bin/env bash
# Makes a folder that runs on any Linux x64 machine with an NVIDIA driver and a Python with PyTorch: publish.sh [FOLDER]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/out}
dotnet publish -c Release -r linux-x64 --self-contained -o "$out/krypton" "$here/../Krypton.Benchmarks"
cp "$here/run.sh" "$here/features.sh" "$here/torch_naive.py" "$here/table.py" "$out/"
echo "copy $out to the machine with the GPU and run run.sh there"
