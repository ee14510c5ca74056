namespace Krypton.Gpu.Cuda;

/// <summary>How the groups of a cluster, each with a part of the depth, add up their sums: through one another's shared memory, a share of the tile each.</summary>
internal sealed partial class ConvolutionPtx
{
    /// <summary>Groups of a cluster that every device of compute capability 9.0 runs.</summary>
    public const int MostTogether = 8;

    private int RowBytes => _tile.Outputs * sizeof(float);

    private int RowFours => _tile.Outputs / 4;

    /// <summary>Leaves this group's sums to the cluster, then finishes this group's share of the tile: four outputs of a pixel a thread and turn. Sums are added in the order of the splits.</summary>
    private void Together()
    {
        // Others' warps may still read operands where the sums go.
        _.Line("bar.sync 0");
        ShareSums();
        Meet();
        var (item, splits) = (_.Int("mad.lo.u32", _split, _tile.Threads, _thread), _.Int("mov.u32", "%nctaid.z"));
        var (next, done) = (_.Label(), _.Label());
        var step = _.Int("mul.lo.u32", splits, _tile.Threads);
        _.Mark(next);
        _.Line($"@{_.Predicate("setp.ge.s32", item, TilePixels * RowFours)} bra {done}");
        FinishFour(_.Int("div.u32", item, RowFours), _.Int("rem.u32", item, RowFours), splits);
        _.Line($"add.s32 {item}, {item}, {step}");
        _.Line($"bra {next}");
        _.Mark(done);

        // Shared memory goes with its group: nobody leaves while others read.
        Meet();
    }

    private void Meet()
    {
        _.Line("barrier.cluster.arrive.aligned");
        _.Line("barrier.cluster.wait.aligned");
    }

    private void ShareSums()
    {
        var fours = _tile.ThreadOutputs / 4;
        var first = _.Int("mad.lo.u32", _warpOutput, _tile.WarpOutputs / 4, _.Int("mul.lo.u32", _.Int("and.b32", _lane, 3), fours));
        var row = _.Int("mad.lo.u32", _warpPixel, WarpPixels, _.Int("shr.u32", _lane, 2));
        for (var h = 0; h < fours; h++)
        {
            var to = SharedSum(row, _.Int("add.s32", first, h));
            for (var i = 0; i < 8; i++)
            {
                _.Line($"st.shared.v4.f32 [{to}+{8 * i * RowBytes}], {{{string.Join(", ", Enumerable.Range(4 * h, 4).Select(o => _sums[i, o]))}}}");
            }
        }
    }

    /// <summary>Where four sums of a pixel lie. They change places by pixel and number, so that eight threads' stores fall into different banks; pixels eight rows on change alike.</summary>
    private string SharedSum(string pixel, string four)
    {
        var place = _.Int("xor.b32", four, _.Int("and.b32", _.Int("shr.u32", four, 3), 1));
        place = _.Int("xor.b32", place, _.Int("shl.b32", _.Int("and.b32", pixel, 1), _tile.ThreadOutputs / 16));
        return _.Int("mad.lo.u32", place, 16, _.Int("mad.lo.u32", pixel, RowBytes, _shared));
    }

    private void FinishFour(string pixel, string four, string splits)
    {
        var (groupOutputs, number) = (Argument("GroupOutputs"), _.Int("add.s32", _firstPixel, pixel));
        var output = _.Int("mad.lo.u32", _part, RowFours, four);
        var outside = _.Predicate("setp.ge.s32", number, Argument("Pixels"));
        _.Line($"setp.ge.or.s32 {outside}, {output}, {groupOutputs}, {outside}");
        _.Unless(outside, () =>
        {
            var channel = _.Int("mad.lo.u32", _group, groupOutputs, output);
            var sums = AddUp(SharedSum(pixel, four), splits);
            Add(sums, "ld.global.nc.v4.f32", _.Long("mad.wide.u32", channel, 16, Pointer("Bias")));
            var residual = Argument("Residual");
            _.Unless(_.Predicate("setp.lt.s32", residual, 0), () =>
            {
                var (position, y, x) = PlaceOf(pixel);
                Add(sums, "ld.global.v4.f32", _.Long("mad.wide.u32", channel, 16, Address(MapOf(residual), position, y, x)));
            });
            foreach (var sum in sums)
            {
                _.Line($"max.NaN.f32 {sum}, {sum}, {Bound("Low")}");
                _.Line($"min.NaN.f32 {sum}, {sum}, {Bound("High")}");
            }

            var to = _.Long("mad.wide.s32", _.Int("add.s32", _.Int("mad.lo.u32", number, Argument("OutputStride"), Argument("OutputData")), channel), 16, Pointer("Data"));
            _.Line($"st.global.v4.f32 [{to}], {{{string.Join(", ", sums)}}}");
        });
    }

    /// <summary>Reads the same four sums of every group, all loads before the first addition.</summary>
    private string[] AddUp(string address, string splits)
    {
        var (parts, sums) = (new string[MostTogether][], _.Floats(4));
        string There(int split) => $"@{_.Predicate("setp.gt.s32", splits, split)}";
        for (var split = 0; split < MostTogether; split++)
        {
            parts[split] = _.Floats(4);
            var from = _.Int();
            var there = There(split);
            _.Line($"{there} mapa.shared::cluster.u32 {from}, {address}, {split}");
            _.Line($"{there} ld.shared::cluster.v4.f32 {{{string.Join(", ", parts[split])}}}, [{from}+0]");
        }

        for (var split = 0; split < MostTogether; split++)
        {
            var there = split == 0 ? "" : There(split);
            for (var i = 0; i < 4; i++)
            {
                _.Line(split == 0 ? $"mov.f32 {sums[i]}, {parts[split][i]}" : $"{there} add.rn.f32 {sums[i]}, {sums[i]}, {parts[split][i]}");
            }
        }

        return sums;
    }

    private void Add(string[] sums, string load, string address)
    {
        var values = _.Floats(4);
        _.Line($"{load} {{{string.Join(", ", values)}}}, [{address}+0]");
        for (var i = 0; i < 4; i++)
        {
            _.Line($"add.rn.f32 {sums[i]}, {sums[i]}, {values[i]}");
        }
    }
}
