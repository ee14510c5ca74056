using Krypton.Models.Network;

namespace Krypton.Kernels.Cpu;

/// <summary>Lanes of a 1×1 layer's input that are multiplied between two visits of the sums.</summary>
/// <param name="First">The first lane, counted over all parts.</param>
/// <param name="Lanes">How many.</param>
/// <param name="Part">The part the first lane lies in.</param>
/// <param name="Parts">How many parts the lanes belong to.</param>
/// <param name="Offset">The first lane, counted from that part's first.</param>
/// <param name="InPlace">Whether the lanes are read where they lie, which takes that they all belong to that part.</param>
internal readonly record struct PointwiseChunk(int First, int Lanes, int Part, int Parts, int Offset, bool InPlace)
{
    /// <summary>Lanes of a chunk that is gathered: its window shares the second-level cache with weights and sums.</summary>
    private const int MostGathered = 256;

    /// <summary>Lanes of a chunk that is read in place: a visit of the sums costs more than weights that come from the second-level cache.</summary>
    private const int MostInPlace = 1024;

    /// <summary>Fetching and storing the sums costs more than gathering when a part is thinner.</summary>
    private const int FewestInPlace = 64;

    private const int Line = 16;

    /// <summary>Cuts the parts into chunks.</summary>
    /// <param name="prepared">Whether lanes have to be scaled and shifted first: then none can be read in place.</param>
    public static PointwiseChunk[] Cut(ReadOnlySpan<MapShape> parts, bool prepared)
    {
        var chunks = new List<PointwiseChunk>();
        var first = 0;
        for (var part = 0; part < parts.Length;)
        {
            var inPlace = IsInPlace(parts[part], parts.Length, prepared);
            var (lanes, end) = (parts[part].Stride, part + 1);
            for (; !inPlace && end < parts.Length && !IsInPlace(parts[end], parts.Length, prepared); end++)
            {
                lanes += parts[end].Stride;
            }

            var step = Step(lanes, inPlace ? MostInPlace : MostGathered);
            for (var (done, offset) = (0, 0); done < lanes; done += step, offset += step)
            {
                for (; offset >= parts[part].Stride; part++)
                {
                    offset -= parts[part].Stride;
                }

                var (count, last) = (Math.Min(step, lanes - done), part);
                for (var room = parts[part].Stride - offset; room < count; room += parts[last].Stride)
                {
                    last++;
                }

                chunks.Add(new PointwiseChunk(first + done, count, part, last - part + 1, offset, inPlace));
            }

            (first, part) = (first + lanes, end);
        }

        return [.. chunks];
    }

    private static bool IsInPlace(MapShape part, int parts, bool prepared) => !prepared && (part.Stride >= FewestInPlace || parts == 1);

    /// <summary>Lanes a chunk, all about equal: a thin last one would cost as many visits of the sums.</summary>
    private static int Step(int lanes, int most)
    {
        var chunks = (lanes + most - 1) / most;
        return ((lanes + chunks - 1) / chunks) is var step && chunks > 1 ? (step + Line - 1) / Line * Line : step;
    }
}
