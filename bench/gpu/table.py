"""Puts the engine's times and PyTorch's side by side: table.py ours.json torch.json result.json result.md"""
import json
import sys

# 3xtf32 keeps fp32's accuracy, so fp32 is what it competes with.
AGAINST = {"fp32": "fp32", "3xtf32": "fp32", "tf32": "tf32", "bf16": "bf16"}


def main(ours_file, torch_file, result_file, table_file):
    with open(ours_file) as file:
        ours = json.load(file)
    with open(torch_file) as file:
        theirs = json.load(file)
    naive = {(r["network"], r["precision"], r["positions"]): r for r in theirs["rows"]}
    differences = {(c["network"], c["precision"]): c["difference"] for c in ours["checks"]}
    rows = []
    for row in ours["rows"]:
        other = naive.get((row["network"], AGAINST[row["precision"]], row["positions"]))
        if other:
            rows.append({**row, "torchSeconds": other["seconds"], "torchBatch": other["batch"], "torchGraph": other["graph"],
                         "ratio": other["seconds"] / row["seconds"], "difference": differences.get((row["network"], row["precision"]))})
    lines = [
        f"{ours['device']}, {ours['date']}; PyTorch {theirs['torch']}, cuDNN {theirs['cudnn']}, channels_last, autotuned, naive occlusion in its best batch. Patch 16, stride 4.", "",
        "| network | precision | positions | Krypton (ms) | plan | PyTorch (ms) | ratio | largest difference from fp32 on the CPU |",
        "| --- | --- | ---: | ---: | --- | ---: | ---: | ---: |",
    ]
    lines += [f"| {r['network']} | {r['precision']} | {r['positions']} | {r['seconds'] * 1e3:.2f} | {r['plan']} | {r['torchSeconds'] * 1e3:.2f} | {r['ratio']:.2f} | {r['difference']:.0e} |" for r in rows]
    with open(result_file, "w") as file:
        json.dump({"device": ours["device"], "date": ours["date"], "torch": theirs["torch"], "cudnn": theirs["cudnn"], "rows": rows}, file, indent=2)
    with open(table_file, "w") as file:
        file.write("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:5])
