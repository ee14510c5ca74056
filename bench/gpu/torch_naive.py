"""PyTorch's naive occlusion on a GPU: every occluded image in full, in batches of the best size.

The architectures are those of bench/Krypton.Networks, written in plain torch; weights are random, because time does not depend on them.
Writes JSON beside what the engine's benchmark writes: torch_naive.py OUT.json [--budget SECONDS] [--networks a,b] [--positions 16,64,256,0]
"""
import argparse
import json
import sys
import time

PATCH, STRIDE = 16, 4


def networks(torch):
    nn = torch.nn

    def unit(i, o, k, s=1, p=0, groups=1, act=nn.ReLU):
        layers = [nn.Conv2d(i, o, k, s, p, groups=groups, bias=False), nn.BatchNorm2d(o)]
        return nn.Sequential(*layers, act(inplace=True)) if act else nn.Sequential(*layers)

    def vgg16():
        layers, i = [], 3
        for channels, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
            for _ in range(count):
                layers += [nn.Conv2d(i, channels, 3, padding=1), nn.ReLU(inplace=True)]
                i = channels
            layers.append(nn.MaxPool2d(2, 2))
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(25088, 4096), nn.ReLU(inplace=True), nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Linear(4096, 1000))

    class Residual(nn.Module):
        def __init__(self, i, width, stride, bottleneck):
            super().__init__()
            o = width * 4 if bottleneck else width
            if bottleneck:
                self.body = nn.Sequential(unit(i, width, 1), unit(width, width, 3, stride, 1), unit(width, o, 1, act=None))
            else:
                self.body = nn.Sequential(unit(i, width, 3, stride, 1), unit(width, width, 3, 1, 1, act=None))
            self.shortcut = nn.Identity() if i == o and stride == 1 else unit(i, o, 1, stride, act=None)

        def forward(self, x):
            return torch.relu(self.body(x) + self.shortcut(x))

    def resnet(blocks, bottleneck):
        layers, i = [unit(3, 64, 7, 2, 3), nn.MaxPool2d(3, 2, 1)], 64
        for stage, count in enumerate(blocks):
            for block in range(count):
                width = 64 << stage
                layers.append(Residual(i, width, 2 if stage > 0 and block == 0 else 1, bottleneck))
                i = width * 4 if bottleneck else width
        return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(i, 1000))

    class Inverted(nn.Module):
        def __init__(self, i, expansion, o, stride):
            super().__init__()
            wide = i * expansion
            first = [] if expansion == 1 else [unit(i, wide, 1, act=nn.ReLU6)]
            self.body = nn.Sequential(*first, unit(wide, wide, 3, stride, 1, groups=wide, act=nn.ReLU6), unit(wide, o, 1, act=None))
            self.same = stride == 1 and i == o

        def forward(self, x):
            return x + self.body(x) if self.same else self.body(x)

    def mobilenet_v2():
        layers, i = [unit(3, 32, 3, 2, 1, act=nn.ReLU6)], 32
        for expansion, channels, repeats, stride in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)):
            for r in range(repeats):
                layers.append(Inverted(i, expansion, channels, stride if r == 0 else 1))
                i = channels
        return nn.Sequential(*layers, unit(320, 1280, 1, act=nn.ReLU6), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, 1000))

    def normalized(channels):
        return nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(inplace=True))

    class Dense(nn.Module):
        def __init__(self, i):
            super().__init__()
            # The first activation must not overwrite the block's input.
            self.body = nn.Sequential(nn.BatchNorm2d(i), nn.ReLU(), nn.Conv2d(i, 128, 1, bias=False), normalized(128), nn.Conv2d(128, 32, 3, padding=1, bias=False))

        def forward(self, x):
            return torch.cat([x, self.body(x)], 1)

    def densenet121():
        layers, i = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), normalized(64), nn.MaxPool2d(3, 2, 1)], 64
        for block, count in enumerate((6, 12, 24, 16)):
            for _ in range(count):
                layers.append(Dense(i))
                i += 32
            if block < 3:
                layers += [normalized(i), nn.Conv2d(i, i // 2, 1, bias=False), nn.AvgPool2d(2, 2)]
                i //= 2
        return nn.Sequential(*layers, normalized(i), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(i, 1000))

    class Branches(nn.Module):
        def __init__(self, *branches):
            super().__init__()
            self.branches = nn.ModuleList(branches)

        def forward(self, x):
            return torch.cat([b(x) for b in self.branches], 1)

    def inception_v3():
        seq = nn.Sequential

        def row(i, o, k):
            return unit(i, o, (1, k), 1, (0, k // 2))

        def column(i, o, k):
            return unit(i, o, (k, 1), 1, (k // 2, 0))

        def pooled(i, o):
            return seq(nn.AvgPool2d(3, 1, 1), unit(i, o, 1))

        def fine(i, p):
            return Branches(unit(i, 64, 1), seq(unit(i, 48, 1), unit(48, 64, 5, 1, 2)), seq(unit(i, 64, 1), unit(64, 96, 3, 1, 1), unit(96, 96, 3, 1, 1)), pooled(i, p))

        def middle(i, w):
            return Branches(
                unit(i, 192, 1), seq(unit(i, w, 1), row(w, w, 7), column(w, 192, 7)),
                seq(unit(i, w, 1), column(w, w, 7), row(w, w, 7), column(w, w, 7), row(w, 192, 7)), pooled(i, 192))

        def coarse(i):
            return Branches(
                unit(i, 320, 1), seq(unit(i, 384, 1), Branches(row(384, 384, 3), column(384, 384, 3))),
                seq(unit(i, 448, 1), unit(448, 384, 3, 1, 1), Branches(row(384, 384, 3), column(384, 384, 3))), pooled(i, 192))

        return seq(
            unit(3, 32, 3, 2), unit(32, 32, 3), unit(32, 64, 3, 1, 1), nn.MaxPool2d(3, 2), unit(64, 80, 1), unit(80, 192, 3), nn.MaxPool2d(3, 2),
            fine(192, 32), fine(256, 64), fine(288, 64),
            Branches(unit(288, 384, 3, 2), seq(unit(288, 64, 1), unit(64, 96, 3, 1, 1), unit(96, 96, 3, 2)), nn.MaxPool2d(3, 2)),
            middle(768, 128), middle(768, 160), middle(768, 160), middle(768, 192),
            Branches(seq(unit(768, 192, 1), unit(192, 320, 3, 2)), seq(unit(768, 192, 1), row(192, 192, 7), column(192, 192, 7), unit(192, 192, 3, 2)), nn.MaxPool2d(3, 2)),
            coarse(1280), coarse(2048), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000))

    return {
        "vgg16": (vgg16, 224), "resnet18": (lambda: resnet((2, 2, 2, 2), False), 224), "resnet50": (lambda: resnet((3, 4, 6, 3), True), 224),
        "inception_v3": (inception_v3, 299), "densenet121": (densenet121, 224), "mobilenet_v2": (mobilenet_v2, 224),
    }


def seconds(torch, work):
    """The median of three runs, of fifteen where they are short, after some to warm up."""
    work()
    torch.cuda.synchronize()
    start = time.perf_counter()
    work()
    torch.cuda.synchronize()
    repeats = 15 if time.perf_counter() - start < 0.02 else 3
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def graphed(torch, model, images):
    """The model on these images as a CUDA graph, which replays without the host; None where it cannot be captured."""
    try:
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                model(images)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            model(images)
        return graph
    except RuntimeError:
        return None


def occlude(image, images, positions):
    images.copy_(image.expand_as(images))
    for i, (y, x) in enumerate(positions):
        images[i, :, y:y + PATCH, x:x + PATCH] = -2


def best(torch, model, side, dtype, counts, deadline):
    """For each number of positions the fastest batch, with or without a CUDA graph; occluding the images is not counted."""
    image = torch.randn(1, 3, side, side, device="cuda", dtype=dtype).contiguous(memory_format=torch.channels_last)
    last = side - PATCH
    grid = [(y, x) for y in range(0, last + 1, STRIDE) for x in range(0, last + 1, STRIDE)]
    found = {}
    for batch in (16, 64, 128, 256):
        if found and time.perf_counter() > deadline:
            break
        try:
            images = image.repeat(batch, 1, 1, 1).contiguous(memory_format=torch.channels_last)
            graph = graphed(torch, model, images)

            # A loop over patches in Python is not what anyone would time: it is left out, to PyTorch's advantage.
            occlude(image, images, grid[:batch])
            plain = seconds(torch, lambda: model(images))
            replayed = seconds(torch, graph.replay) if graph else float("inf")
        except torch.cuda.OutOfMemoryError:
            break
        for count in counts:
            n = count or len(grid)
            if batch > 16 and batch >= 2 * n:
                continue
            each = min(plain, replayed)
            whole, rest = divmod(n, batch)
            total = (whole + (1 if rest else 0)) * each
            if count not in found or total < found[count]["seconds"]:
                found[count] = {"positions": n, "seconds": total, "batch": batch, "graph": replayed < plain}
    return found.values()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("out")
    arguments.add_argument("--budget", type=float, default=30, help="seconds a network")
    arguments.add_argument("--networks", default="vgg16,resnet18,resnet50,inception_v3,densenet121,mobilenet_v2")
    arguments.add_argument("--positions", default="16,64,256,0")
    arguments.add_argument("--count-parameters", action="store_true", help="only build the networks and print their sizes; needs no GPU")
    options = arguments.parse_args()
    try:
        import torch
    except ImportError:
        sys.exit("PyTorch is not installed for this Python; the comparison needs it (pip install torch)")
    known = networks(torch)
    if options.count_parameters:
        for name in options.networks.split(","):
            print(name, sum(p.numel() for p in known[name][0]().parameters()))
        return
    if not torch.cuda.is_available():
        sys.exit("PyTorch sees no CUDA device; the comparison needs one")
    torch.backends.cudnn.benchmark = True
    counts = [int(n) for n in options.positions.split(",")]
    rows = []
    with torch.inference_mode():
        for name in options.networks.split(","):
            build, side = known[name]
            start = time.perf_counter()
            modes = (("fp32", torch.float32), ("tf32", torch.float32), ("bf16", torch.bfloat16))
            for i, (precision, dtype) in enumerate(modes):
                torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"
                model = build().eval().to("cuda", dtype).to(memory_format=torch.channels_last)
                for row in best(torch, model, side, dtype, counts, start + options.budget * (i + 1) / len(modes)):
                    rows.append({"network": name, "precision": precision, **row})
                    print(f"{name:14} {precision:6} {row['positions']:6} positions {row['seconds'] * 1e3:9.2f} ms  batches of {row['batch']}{', CUDA graph' if row['graph'] else ''}", flush=True)
                del model
                torch.cuda.empty_cache()
    with open(options.out, "w") as file:
        json.dump({"device": torch.cuda.get_device_name(), "torch": torch.__version__, "cudnn": torch.backends.cudnn.version(), "rows": rows}, file, indent=2)


if __name__ == "__main__":
    main()
