namespace Krypton.Models.Tests.Import;

public class MutatedFileTests
{
    private const int Mutations = 6_000;

    /// <summary>A model of some kilobytes has no reason to ask for more.</summary>
    private const long MostBytes = 64 << 20;

    [Fact]
    public void A_mutated_model_is_read_or_refused_by_name_without_much_memory()
    {
        var (read, refused) = (0, 0);
        var original = TinyModel.Bytes();
        for (var seed = 0; seed < Mutations; seed++)
        {
            var bytes = Mutated(original, new Random(seed));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Model.Read(bytes, "mutant");
                read++;
            }
            catch (ModelException e)
            {
                Assert.Contains("mutant", e.Message);
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytes, $"seed {seed} made the reader allocate {allocated:N0} bytes");
        }

        Assert.True(read > Mutations / 20 && refused > Mutations / 20, $"{read} read, {refused} refused: the mutations are too mild or too harsh");
    }

    private static byte[] Mutated(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            // Most of the file is weights, where a change says little: the structure after them gets every other mutation.
            var at = random.Next(2) == 0 ? random.Next(bytes.Count) : random.Next(Math.Min(bytes.Count, 900));
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
            }
        }

        return [.. bytes];
    }
}
