namespace Krypton.Gpu.Cuda;

/// <summary>Where a lane's operands lie in shared memory, and the products of half a step.</summary>
internal sealed partial class ConvolutionPtx
{
    private const string Tf32Shape = "m16n8k8.row.col.f32.tf32.tf32.f32";

    private const string Bf16Shape = "m16n8k16.row.col.f32.bf16.bf16.f32";

    /// <summary>This lane's first addresses of pixels and of outputs, without the stage.</summary>
    private (string Pixels, string Outputs) Operands()
    {
        if (_precision == Precision.Fp32)
        {
            var (pixel, output) = (_.Int("shr.u32", _lane, 2), _.Int("and.b32", _lane, 3));
            var pixels = _.Int("mad.lo.u32", _warpPixel, WarpPixels * 64, _.Int("mad.lo.u32", pixel, 64, _shared));
            var swizzle = _.Int("shl.b32", _.Int("and.b32", _.Int("shr.u32", pixel, 1), 3), 4);
            var outputs = _.Int("mad.lo.u32", _warpOutput, _tile.WarpOutputs * 64, _.Int("mad.lo.u32", output, 128 + 16, _shared));
            return (_.Int("add.s32", pixels, swizzle), _.Int("add.s32", outputs, PixelBytes));
        }

        // Lane l gives the address of row l % 8 of matrix l / 8.
        var (row, matrix) = (_.Int("and.b32", _lane, 7), _.Int("shr.u32", _lane, 3));
        var (odd, upper) = (_.Int("and.b32", matrix, 1), _.Int("shr.u32", matrix, 1));
        var left = _.Int("mad.lo.u32", _warpPixel, WarpPixels, _.Int("mad.lo.u32", odd, 8, row));
        var half = _.Int("shr.u32", row, 1);
        var leftAt = _.Int("mad.lo.u32", left, 64, _.Int("mad.lo.u32", _.Int("xor.b32", upper, half), 16, _shared));
        var right = _.Int("mad.lo.u32", _warpOutput, _tile.WarpOutputs, _.Int("mad.lo.u32", upper, 8, row));
        var rightAt = _precision == Precision.Bf16
            ? _.Int("mad.lo.u32", right, 32, _.Int("mad.lo.u32", _.Int("xor.b32", odd, _.Int("shr.u32", row, 2)), 16, _shared))
            : _.Int("mad.lo.u32", right, 64, _.Int("mad.lo.u32", _.Int("xor.b32", odd, half), 16, _shared));
        return (leftAt, _.Int("add.s32", rightAt, PixelBytes));
    }

    /// <summary>Takes the products of half a step.</summary>
    private void Multiply((string Pixels, string Outputs) addresses, string stage)
    {
        var (pixels, outputs) = (_.Int("add.s32", addresses.Pixels, stage), _.Int("add.s32", addresses.Outputs, stage));
        var scales = _prologue ? _.Int("add.s32", _shared, stage) : "";
        switch (_precision)
        {
            case Precision.Fp32:
                for (var chunk = 0; chunk < 4; chunk++)
                {
                    Plain(_.Int("xor.b32", pixels, 16 * chunk), _.Int("xor.b32", outputs, 16 * chunk), scales, chunk);
                }

                break;
            case Precision.Bf16:
                Bf16(pixels, outputs, scales);
                break;
            default:
                for (var chunk = 0; chunk < 4; chunk += 2)
                {
                    Tf32(_.Int("xor.b32", pixels, 16 * chunk), _.Int("xor.b32", outputs, 16 * chunk), scales, chunk);
                }

                break;
        }
    }

    /// <summary>Four channels of 8 pixels times 8 or 16 outputs a thread.</summary>
    private void Plain(string pixels, string outputs, string scales, int chunk)
    {
        var left = new string[8][];
        for (var i = 0; i < 8; i++)
        {
            left[i] = Shared4(pixels, i * 8 * 64);
        }

        if (_prologue)
        {
            var low = Bound("PrologueLow");
            var (scale, shift) = (Shared4(scales, PrologueOffset + (32 * chunk)), Shared4(scales, PrologueOffset + (32 * chunk) + 16));
            for (var i = 0; i < 32; i++)
            {
                _.Line($"fma.rn.f32 {left[i / 4][i % 4]}, {left[i / 4][i % 4]}, {scale[i % 4]}, {shift[i % 4]}");
                _.Line($"max.NaN.f32 {left[i / 4][i % 4]}, {left[i / 4][i % 4]}, {low}");
            }
        }

        for (var o = 0; o < _tile.ThreadOutputs; o++)
        {
            var right = Shared4(outputs, (o / 2 * 8 * 64) + (o % 2 * 64));
            for (var channel = 0; channel < 4; channel++)
            {
                for (var i = 0; i < 8; i++)
                {
                    _.Line($"fma.rn.f32 {_sums[i, o]}, {left[i][channel]}, {right[channel]}, {_sums[i, o]}");
                }
            }
        }
    }

    /// <summary>
    /// Eight channels on tensor cores; split operands take three products, the small ones first, and their sum is added in fp32: tensor cores drop digits of what they add to,
    /// and over some hundred steps that would cost three bits (Ootomo and Yokota, "Recovering single precision accuracy from Tensor Cores", IJHPCA 2022).
    /// </summary>
    private void Tf32(string pixels, string outputs, string scales, int chunk)
    {
        var right = new string[_tile.ThreadOutputs / 2][];
        for (var f = 0; f < right.Length; f += 2)
        {
            var four = Matrices(outputs, f * 8 * 64);
            (right[f], right[f + 1]) = ([four[0], four[1]], [four[2], four[3]]);
        }

        var scale = Scales(scales, chunk, 2);
        var rest = _precision == Precision.SplitTf32 ? right.Select(Split).ToArray() : [];
        for (var i = 0; i < 4; i++)
        {
            var left = Scaled(Matrices(pixels, i * 16 * 64), scale);
            var leftRest = _precision == Precision.SplitTf32 ? Split(left) : Rounded(left);
            for (var f = 0; f < right.Length; f++)
            {
                var sums = Sums(i, f);
                if (_precision != Precision.SplitTf32)
                {
                    Product(Tf32Shape, sums, left, right[f], sums);
                    continue;
                }

                var some = _.Floats(4);
                Product(Tf32Shape, some, leftRest, right[f], [_zero, _zero, _zero, _zero]);
                Product(Tf32Shape, some, left, rest[f], some);
                Product(Tf32Shape, some, left, right[f], some);
                for (var s = 0; s < 4; s++)
                {
                    _.Line($"add.rn.f32 {sums[s]}, {sums[s]}, {some[s]}");
                }
            }
        }
    }

    /// <summary>Sixteen channels on tensor cores; channels c and c + 4 of a row are neighbours to the product, so that a lane's two words make a pair.</summary>
    private void Bf16(string pixels, string outputs, string scales)
    {
        var right = new string[_tile.ThreadOutputs / 2][];
        for (var f = 0; f < right.Length; f += 2)
        {
            var four = Matrices(outputs, f * 8 * 32);
            (right[f], right[f + 1]) = ([four[0], four[1]], [four[2], four[3]]);
        }

        var (lower, upper) = (Scales(scales, 0, 2), Scales(scales, 2, 2));
        var next = _.Int("xor.b32", pixels, 32);
        for (var i = 0; i < 4; i++)
        {
            var (a, b) = (Scaled(Matrices(pixels, i * 16 * 64), lower), Scaled(Matrices(next, i * 16 * 64), upper));
            string[] left = [Pair(a[0], a[2]), Pair(a[1], a[3]), Pair(b[0], b[2]), Pair(b[1], b[3])];
            for (var f = 0; f < right.Length; f++)
            {
                var sums = Sums(i, f);
                Product(Bf16Shape, sums, left, right[f], sums);
            }
        }
    }

    /// <summary>The sums of 16 pixels times 8 outputs that a thread has.</summary>
    private string[] Sums(int i, int f) => [_sums[2 * i, 2 * f], _sums[2 * i, (2 * f) + 1], _sums[(2 * i) + 1, 2 * f], _sums[(2 * i) + 1, (2 * f) + 1]];

    private void Product(string shape, string[] to, string[] left, string[] right, string[] added) => _.Line(
        $"mma.sync.aligned.{shape} {{{string.Join(", ", to)}}}, {{{string.Join(", ", left)}}}, {{{string.Join(", ", right)}}}, {{{string.Join(", ", added)}}}");

    private string[] Matrices(string address, int offset)
    {
        var four = _.Ints(4);
        _.Line($"ldmatrix.sync.aligned.m8n8.x4.shared.b16 {{{string.Join(", ", four)}}}, [{address}+{offset}]");
        return four;
    }

    private string[] Shared4(string address, int offset)
    {
        var four = _.Floats(4);
        _.Line($"ld.shared.v4.f32 {{{string.Join(", ", four)}}}, [{address}+{offset}]");
        return four;
    }

    /// <summary>Scale and shift of this lane's channel of each of some chunks.</summary>
    private (string Scale, string Shift)[] Scales(string scales, int chunk, int count)
    {
        if (!_prologue)
        {
            return [];
        }

        var at = _.Int("mad.lo.u32", _.Int("and.b32", _lane, 3), sizeof(float), scales);
        return [.. Enumerable.Range(chunk, count).Select(c =>
            (_.Float("ld.shared.f32", $"[{at}+{PrologueOffset + (32 * c)}]"), _.Float("ld.shared.f32", $"[{at}+{PrologueOffset + (32 * c) + 16}]")))];
    }

    /// <summary>The four words of a fragment after scale, shift and bound; the first two are of the first chunk.</summary>
    private string[] Scaled(string[] words, (string Scale, string Shift)[] scale)
    {
        if (!_prologue)
        {
            return words;
        }

        var low = Bound("PrologueLow");
        return [.. words.Select((word, i) => _.Int("mov.b32", _.Float("max.NaN.f32", _.Float("fma.rn.f32", _.Float("mov.b32", word), scale[i / 2].Scale, scale[i / 2].Shift), low)))];
    }

    /// <summary>Rounds words to tf32 in place.</summary>
    private string[] Rounded(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            // Half a unit in the last place of tf32: the tensor cores drop what is below. cvt.rna would ask for infinities besides.
            words[i] = _.Int("add.u32", words[i], 0x1000);
        }

        return words;
    }

    /// <summary>Rounds words to tf32 in place; returns what that took away or added, rounded too.</summary>
    private string[] Split(string[] words)
    {
        string[] exact = [.. words];
        Rounded(words);
        string[] rest = [.. words.Select((word, i) => _.Float("sub.rn.f32", _.Float("mov.b32", exact[i]), _.Float("mov.b32", _.Int("and.b32", word, "0xFFFFE000"))))];
        return Rounded([.. rest.Select(value => _.Int("mov.b32", value))]);
    }

    private string Pair(string first, string second) => _.Int("cvt.rn.bf16x2.f32", _.Float("mov.b32", second), _.Float("mov.b32", first));
}
