#!/usr/bin/env bash
# Krypton on a GPU beside PyTorch's naive occlusion, unattended and under eight minutes; writes result.json and result.md into the folder given (default: results).
# Correctness comes first: when fp32 on the GPU differs from the CPU, it ends with an error and no table.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-results}
networks=${NETWORKS:-vgg16,resnet18,resnet50,inception_v3,densenet121,mobilenet_v2}
bench=$here/krypton/Krypton.Benchmarks
mkdir -p "$out"

if [ ! -x "$bench" ]; then
  echo "run publish.sh first, on a machine with the .NET SDK: $bench is not there" >&2
  exit 2
fi
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null || echo "nvidia-smi does not answer" >&2

# Half of the time for either side; what is over it was measured incompletely and says so by missing rows.
# Methods are compiled for good at once: otherwise what is measured first pays for it.
export DOTNET_TieredCompilation=0
timeout 210 "$bench" gpu --device "${DEVICE:-cuda}" --networks "$networks" --budget "${BUDGET:-25}" --json "$out/ours.json"
case $? in
  0) ;;
  3) echo "this machine has no GPU that Krypton can use; nothing was measured" >&2; exit 3 ;;
  124) echo "Krypton's half took longer than its time" >&2; exit 1 ;;
  *) echo "Krypton's half failed: the GPU does not agree with the CPU, or it crashed" >&2; exit 1 ;;
esac
timeout 240 "${PYTHON:-python3}" "$here/torch_naive.py" "$out/torch.json" --networks "$networks" --budget "${TORCH_BUDGET:-38}" || exit 4
"${PYTHON:-python3}" "$here/table.py" "$out/ours.json" "$out/torch.json" "$out/result.json" "$out/result.md"
