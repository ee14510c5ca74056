#!/usr/bin/env bash
# What clusters and overlapping launches are worth on this GPU (compute capability 9.0): the same networks with and without each, in turns, so that the machine's moods even out.
# Some two minutes for the default networks (a guess: it has not run on such a GPU yet); ROUNDS, NETWORKS, PRECISIONS and POSITIONS change what is run.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bench=$here/krypton/Krypton.Benchmarks
if [ ! -x "$bench" ]; then
  echo "run publish.sh first, on a machine with the .NET SDK: $bench is not there" >&2
  exit 2
fi
export DOTNET_TieredCompilation=0
json=$(mktemp)
for round in $(seq "${ROUNDS:-3}"); do
  for features in none clusters overlap all; do
    echo "== round $round, $features"
    "$bench" gpu --device "${DEVICE:-cuda}" --features "$features" --networks "${NETWORKS:-resnet18,densenet121}" --precisions "${PRECISIONS:-bf16,3xtf32}" \
      --positions "${POSITIONS:-16,64}" --budget 6 --json "$json" || exit $?
  done
done
rm -f "$json"
