namespace Krypton.Kernels.Tests;

public unsafe class NativeBufferTests
{
    [Fact]
    public void A_buffer_grows_is_aligned_to_a_cache_line_and_never_shrinks()
    {
        using var buffer = NativeBuffer.Of(3);
        Assert.Equal(3, buffer.Length);
        Assert.Equal([0f, 0, 0], buffer.Span.ToArray());
        buffer.Span.Fill(5);
        buffer.Reserve(2);
        Assert.Equal([5f, 5, 5], buffer.Span.ToArray());
        buffer.Reserve(1001);
        Assert.Equal(1001, buffer.Length);
        Assert.Equal(0, (nint)buffer.Pointer % 64);
        Assert.True(NativeBuffer.TotalBytes >= 4004);
    }

    [Fact]
    public void A_new_buffer_is_zero_even_where_memory_was_used_before()
    {
        NativeBuffer.Of(Enumerable.Repeat(7f, 5000).ToArray()).Dispose();
        using var buffer = NativeBuffer.Of(5000);
        Assert.True(buffer.Span.IndexOfAnyExcept(0f) < 0);
    }

    [Fact]
    public void A_disposed_buffer_is_empty_and_may_be_used_again()
    {
        var buffer = NativeBuffer.Of([1f, 2f]);
        buffer.Dispose();
        Assert.True(buffer.Pointer is null);
        Assert.Equal(0, buffer.Length);
        buffer.Dispose();
        buffer.Reserve(4);
        Assert.Equal(4, buffer.Length);
        buffer.Dispose();
    }

    [Fact]
    public void Buffers_that_take_over_memory_on_many_threads_never_share_it()
    {
        Parallel.For(0, 8, thread =>
        {
            var random = new Random(thread);
            var held = new Queue<NativeBuffer>();
            for (var i = 0; i < 400; i++)
            {
                var buffer = NativeBuffer.Of(random.Next(1, 200_000));
                Assert.True(buffer.Span.IndexOfAnyExcept(0f) < 0);
                Assert.Equal(0, (nint)buffer.Pointer % 64);
                buffer.Span.Fill(thread + 1);
                held.Enqueue(buffer);
                if (held.Count > 5)
                {
                    using var oldest = held.Dequeue();
                    Assert.True(oldest.Span.IndexOfAnyExcept(thread + 1f) < 0);
                }
            }

            while (held.TryDequeue(out var rest))
            {
                rest.Dispose();
            }
        });
    }
}
