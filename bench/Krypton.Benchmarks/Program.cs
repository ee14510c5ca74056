using Krypton.Benchmarks.Approximation;
using Krypton.Benchmarks;

try
{
    return args.FirstOrDefault() switch
    {
        "exact" => ExactBenchmark.Run(new Arguments(args[1..])),
        "cost" => CostBenchmark.Run(new Arguments(args[1..])),
        "workloads" => WorkloadBenchmark.Run(new Arguments(args[1..])),
        "choices" => ChoiceBenchmark.Run(new Arguments(args[1..])),
        "curves" => ApproximationCurves.Run(new Arguments(args[1..])),
        "lowrank" => LowRankBenchmark.Run(new Arguments(args[1..])),
        "sampler" => SamplerBenchmark.Run(new Arguments(args[1..])),
        "targets" => ApproximationTargets.Run(new Arguments(args[1..])),
        "studio" => StudioBenchmark.Run(new Arguments(args[1..])),
        "models" => ModelVerification.Run(new Arguments(args[1..])),
        "gpu" => GpuBenchmark.Run(new Arguments(args[1..])),
        _ => Usage(),
    };
}
catch (Exception e) when (e is ArgumentException or IOException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 2;
}

static int Usage()
{
    Console.WriteLine(
        """
        krypton-bench: measures Krypton beside ONNX Runtime in the same run.

          exact   exact heatmaps of full-size networks with seeded weights against naive re-inference
                  --networks a,b   (default: nine, about 20 minutes)   --patches 16,4,32   --stride 4
                  --repeats 3      whole heatmaps, of which the median counts
                  --images 24      occluded images that ONNX Runtime runs a repeat
                  --every          compare scores at every position instead of 64 (ONNX Runtime's whole heatmap, once)
                  --threads N      (default: all cores)   --profile   time a layer   --json FILE
                  --batch N        positions at a time (default: the optimizer's choice)
          cost    what the cost model predicts against what plans take
                  --networks a,b   (default all)   --patches 4,16,32   --stride 12   --repeats 3   --images 16   --threads N
                  --calibrate [FILE]   measure the machine first, and write its profile   --profile   family by family
                  --cpu   processor time a thread, on a machine that others use too   --json FILE
          workloads  queries answered together against one by one, and from views
                  --networks a,b   (default resnet18,squeezenet1_1)   --parts batches,executors,views   --repeats 3   --json FILE
          choices  every candidate of the optimizer forced and timed, the chosen one first
                  --networks a,b   (default six)   --repeats 3   --threads N   --json FILE
          curves  every approximation alone and together: quality against time, as JSON and SVG
                  --suite FILE (default bench/approx/bundled.txt)   --folder F (what its paths are relative to)   --images 6   --skip 0   --out bench/approx
          lowrank  convolutions at a few positions of a batch, combined for the others: time and error layer by layer
                  --suite FILE   --folder F   --images 6   --tolerances 0.1,0.03   --share 2 (pixels a side with the same pivots)   --batch 512
          sampler  the sampler on maps that are known: whether it keeps its word, and what its own work takes
                  --suite FILE   --folder F   --images 6   --skip 0   --target 0.9   --seeds 4   --repeats 3
          targets  APPROX through the engine: whether it keeps its word, and how much faster it is
                  --suite FILE   --folder F   --images 6   --skip 0 (images left out, a model)   --target 0.9   --json FILE
          studio  simulated users of Studio at once, over loopback
                  --users 20   --seconds 120
          gpu  explanations on a GPU, checked against the CPU first (bench/gpu puts PyTorch beside it)
                  --device cuda|opencl|emulated   --networks a,b (default six)   --positions 16,64,256,0 (0: all)   --budget 25 (seconds a network)
                  --patch 16   --stride 4   --layers N (profile over N positions)   --json FILE
          models  every position tried of real models, or of architectures with seeded weights, against ONNX Runtime
                  --files 'folder/*.onnx'   --positions 64   --patches 16/16,4/3,15x33/7,64/13   (patch/stride)   --full   all positions of the first
                  --light   the files' weights are ConstantOfShape nodes: give them seeded ones
        """);
    return 2;
}
