namespace Krypton.Gpu.Cuda;

/// <summary>What becomes of the sums.</summary>
internal sealed partial class ConvolutionPtx
{
    /// <summary>Eight pixels with neighbouring outputs a thread: bias, residual, bounds, and the store; or the store alone.</summary>
    private void Finish()
    {
        var (pixels, groupOutputs, fours) = (Argument("Pixels"), Argument("GroupOutputs"), _tile.ThreadOutputs / 4);
        var output = _.Int("mad.lo.u32", _part, _tile.Outputs / 4, _.Int("mad.lo.u32", _warpOutput, _tile.WarpOutputs / 4, _.Int("mul.lo.u32", _.Int("and.b32", _lane, 3), fours)));
        var row = _.Int("mad.lo.u32", _warpPixel, WarpPixels, _.Int("shr.u32", _lane, 2));
        var channel = _.Int("mad.lo.u32", _group, groupOutputs, output);
        string[] outside = [.. Enumerable.Range(0, fours).Select(h => _.Predicate("setp.ge.s32", _.Int("add.s32", output, h), groupOutputs))];
        var (finish, end) = (_.Label(), _.Label());
        _.Line($"@{_.Predicate("setp.ne.s32", Argument("Ending"), ConvolutionArguments.Bare)} bra {finish}");
        var (sums, sumStride) = (Pointer("Sums"), Argument("SumStride"));
        EachPixel((i, number, inTile) =>
            Store(i, _.Long("mad.wide.u32", _.Int("mad.lo.u32", _.Int("mad.lo.u32", _split, pixels, number), sumStride, channel), 16, sums)));
        _.Line($"bra {end}");

        _.Mark(finish);
        var bias = _.Long("mad.wide.u32", channel, 16, Pointer("Bias"));
        var (low, high, residual) = (Bound("Low"), Bound("High"), Argument("Residual"));
        var none = _.Predicate("setp.lt.s32", residual, 0);
        for (var h = 0; h < fours; h++)
        {
            var four = h;
            _.Unless(outside[h], () =>
            {
                var biases = _.Floats(4);
                _.Line($"ld.global.nc.v4.f32 {{{string.Join(", ", biases)}}}, [{bias}+{16 * four}]");
                for (var i = 0; i < 32; i++)
                {
                    var sum = _sums[i / 4, (4 * four) + (i % 4)];
                    _.Line($"add.rn.f32 {sum}, {sum}, {biases[i % 4]}");
                }
            });
        }

        var (outputData, outputStride) = (Argument("OutputData"), Argument("OutputStride"));
        EachPixel((i, number, inTile) =>
        {
            _.Unless(none, () => AddResidual(i, inTile, MapOf(residual), channel, outside));
            for (var o = 0; o < _tile.ThreadOutputs; o++)
            {
                _.Line($"max.NaN.f32 {_sums[i, o]}, {_sums[i, o]}, {low}");
                _.Line($"min.NaN.f32 {_sums[i, o]}, {_sums[i, o]}, {high}");
            }

            Store(i, _.Long("mad.wide.s32", _.Int("add.s32", _.Int("mad.lo.u32", number, outputStride, outputData), channel), 16, Pointer("Data")));
        });
        _.Mark(end);

        void EachPixel(Action<int, string, string> act)
        {
            for (var i = 0; i < 8; i++)
            {
                var inTile = _.Int("add.s32", row, 8 * i);
                var number = _.Int("add.s32", _firstPixel, inTile);
                var index = i;
                _.Unless(_.Predicate("setp.ge.s32", number, pixels), () => act(index, number, inTile));
            }
        }

        void Store(int i, string to)
        {
            for (var h = 0; h < fours; h++)
            {
                _.Line($"@!{outside[h]} st.global.v4.f32 [{to}+{16 * h}], {{{string.Join(", ", Enumerable.Range(4 * h, 4).Select(o => _sums[i, o]))}}}");
            }
        }
    }

    private void AddResidual(int i, string inTile, MapRegisters map, string channel, string[] outside)
    {
        var (position, y, x) = PlaceOf(inTile);
        var from = _.Long("mad.wide.u32", channel, 16, Address(map, position, y, x));
        for (var h = 0; h < outside.Length; h++)
        {
            var four = h;
            _.Unless(outside[h], () =>
            {
                var values = _.Floats(4);
                _.Line($"ld.global.v4.f32 {{{string.Join(", ", values)}}}, [{from}+{16 * four}]");
                for (var o = 0; o < 4; o++)
                {
                    _.Line($"add.rn.f32 {_sums[i, (4 * four) + o]}, {_sums[i, (4 * four) + o]}, {values[o]}");
                }
            });
        }
    }
}
