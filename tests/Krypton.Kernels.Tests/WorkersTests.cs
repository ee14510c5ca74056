namespace Krypton.Kernels.Tests;

public class WorkersTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 100)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 1000)]
    [InlineData(5, 7)]
    public void Every_block_is_done_once_by_a_worker_of_the_team(int threads, int blocks)
    {
        using var workers = new Workers(threads);
        Assert.Equal(Math.Max(1, threads), workers.Count);
        for (var run = 0; run < 50; run++)
        {
            var work = new Counting(blocks, workers.Count);
            workers.Run(work, blocks);
            Assert.All(work.Done, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void No_blocks_are_no_work()
    {
        using var workers = new Workers(3);
        workers.Run(new Failing(0), 0);
        var work = new Counting(4, 3);
        workers.Run(work, 4);
        Assert.All(work.Done, count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_failing_block_surfaces_and_leaves_the_team_usable(int threads)
    {
        using var workers = new Workers(threads);
        for (var failing = 0; failing < 20; failing++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => workers.Run(new Failing(failing), 20));
            Assert.Equal("a broken layer", Assert.IsType<ArgumentException>(error.InnerException).Message);
            var work = new Counting(20, workers.Count);
            workers.Run(work, 20);
            Assert.All(work.Done, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public unsafe void Scratch_grows_and_belongs_to_one_worker()
    {
        using var workers = new Workers(2);
        var first = workers.Scratch(0, 10);
        var second = workers.Scratch(1, 10);
        first[9] = 1;
        second[9] = 2;
        Assert.Equal((1f, 2f), (first[9], second[9]));
        Assert.True(workers.Scratch(0, 5) == first);
        workers.Scratch(0, 100_000)[99_999] = 3;
    }

    [Fact]
    public void Disposing_ends_the_threads_and_may_be_repeated()
    {
        var workers = new Workers(4);
        workers.Run(new Counting(8, 4), 8);
        workers.Dispose();
        workers.Dispose();
        new Workers(3).Dispose();
    }

    private sealed class Counting(int blocks, int workers) : IBlockWork
    {
        public int[] Done { get; } = new int[blocks];

        public void RunBlock(int block, int worker)
        {
            Assert.InRange(worker, 0, workers - 1);
            Interlocked.Increment(ref Done[block]);
        }
    }

    private sealed class Failing(int failing) : IBlockWork
    {
        public void RunBlock(int block, int worker)
        {
            if (block == failing)
            {
                throw new ArgumentException("a broken layer");
            }
        }
    }
}
