using Krypton.Execution.Heatmaps;
using Krypton.Execution.Incremental;
using Krypton.Execution.Inference;
using Krypton.Execution.Runtime;
using Krypton.Kernels;
using Krypton.Models;
using Krypton.Planning.Cost;
using Krypton.Planning.Logical;
using Krypton.Planning.Physical;
using Krypton.Sql.Ast;

namespace Krypton.Benchmarks;

/// <summary>A model and a made-up image that both sides explain.</summary>
internal sealed class Subject
{
    public Subject(Model model, int seed)
    {
        Model = model;
        var shape = model.Input.Shape;
        var random = new Random(seed);
        Image = new float[shape.Count];
        Fill = new float[shape.Count];
        var waves = Enumerable.Range(0, 6).Select(_ => (Y: random.NextDouble() * 0.2, X: random.NextDouble() * 0.2, Phase: random.NextDouble() * 6)).ToArray();
        for (var i = 0; i < Image.Length; i++)
        {
            // Smooth structure with some grain, about as spread as a normalised photograph.
            var (pixel, channel) = (i / shape.Channels, i % shape.Channels);
            var (a, b) = (waves[channel], waves[channel + 3]);
            var (y, x) = (pixel / shape.Width, pixel % shape.Width);
            Image[i] = (float)(Math.Sin((a.Y * y) + (a.X * x) + a.Phase) + Math.Cos((b.Y * y) - (b.X * x) + b.Phase) + (0.5 * random.NextDouble()) - 0.25);
            Fill[i] = -2;
        }
    }

    public Model Model { get; }

    public float[] Image { get; }

    public float[] Fill { get; }

    public PatchGrid Grid(int patchHeight, int patchWidth, int stride) => new(
        patchHeight, patchWidth, stride, stride,
        PositionAxis.Inside(0, Model.Input.Shape.Height, patchHeight, stride), PositionAxis.Inside(0, Model.Input.Shape.Width, patchWidth, stride));

    public OcclusionScenes Scenes => OcclusionScenes.Of(Image, Fill);

    /// <summary>The engine's own incremental plan for a generous memory limit.</summary>
    public PhysicalIncrementalSegment Plan(PatchGrid grid) => Candidates(grid, Environment.ProcessorCount).Select(c => c.Inference).Select(inference => inference switch
    {
        PhysicalIncrementalSegment segment => segment,
        PhysicalRuntimeSuffix { Cut: null } suffix => suffix.Input,
        _ => null,
    }).First(s => s is not null)!;

    /// <summary>The optimizer's candidates, weights being prepared, the chosen one first.</summary>
    public IReadOnlyList<Candidate> Candidates(PatchGrid grid, int threads)
    {
        var settings = new PlannerSettings(8L << 30, threads, ExecutorChoice.Auto, new HashSet<string>());
        var query = new LogicalOcclusion(new BoundModel("bench", Model, []), [new BoundImage("bench", "bench")], new TopChoice(1), grid, new SolidFill(0, 0, 0), ScoreKind.Probability, null);
        var plan = new Planner(settings, new CostModel(DeviceProfile.Default, threads), new NothingStored(), _ => true).Plan(query);
        var chosen = plan.Root.Evaluations.Single();
        return [new Candidate(chosen.Inference, plan.Estimates[chosen]), .. plan.Rejected[chosen]];
    }

    /// <summary>A source of logits over the compiled network; the suffix session is made when the model needs one.</summary>
    public IncrementalInference Incremental(CompiledNetwork network, PatchGrid grid, RuntimeSession? suffix, int? batch = null)
    {
        var plan = batch is { } given ? new IncrementalOptions(given) : new IncrementalOptions(Plan(grid).Batch);
        return new(network, [new ModelHead(Model.Network.Outputs, Model.Suffix, suffix, 16)], Scenes, [new BoxTable(network.Network, grid)], plan, default);
    }

    /// <summary>The largest difference between two sets of logits as probabilities of the model's head, and relative to the largest logit.</summary>
    public (double Probability, double Logit) Difference(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs, int classes)
    {
        var (probability, logit, largest) = (0.0, 0.0, 1e-9);
        for (var first = 0; first < ours.Length; first += classes)
        {
            var a = ours.Slice(first, classes);
            var b = theirs.Slice(first, classes);
            var (p, q) = (Scores.Of(a, Model.Head, ScoreKind.Probability), Scores.Of(b, Model.Head, ScoreKind.Probability));
            for (var c = 0; c < classes; c++)
            {
                // A NaN on either side must not pass as equal.
                probability = Math.Max(probability, double.IsNaN(p[c] - q[c]) ? 1 : Math.Abs(p[c] - q[c]));
                logit = Math.Max(logit, Math.Abs(a[c] - b[c]));
                largest = Math.Max(largest, Math.Abs(b[c]));
            }
        }

        return (probability, logit / largest);
    }
}
