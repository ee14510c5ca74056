namespace Krypton.Workloads;

/// <summary>
/// Tensors of images that have been answered, for the next of the same size: the system maps new memory page by page, which for an
/// image takes longer than filling it.
/// </summary>
internal static class SpareTensors
{
    private const long MostBytes = 16 << 20;

    private static readonly List<float[]> s_spare = [];
    private static readonly Lock s_lock = new();

    /// <summary>A tensor of that many numbers, whatever they are.</summary>
    public static float[] Take(int length)
    {
        lock (s_lock)
        {
            var at = s_spare.FindLastIndex(t => t.Length == length);
            if (at >= 0)
            {
                var found = s_spare[at];
                s_spare.RemoveAt(at);
                return found;
            }
        }

        return GC.AllocateUninitializedArray<float>(length);
    }

    /// <summary>Gives tensors back that nobody reads any more.</summary>
    public static void Give(IEnumerable<float[]> tensors)
    {
        lock (s_lock)
        {
            s_spare.AddRange(tensors);
            while (s_spare.Sum(t => (long)t.Length * sizeof(float)) > MostBytes)
            {
                s_spare.RemoveAt(0);
            }
        }
    }
}
