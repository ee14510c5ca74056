namespace Krypton.Gpu.Cuda;

/// <summary>
/// A convolution of ragged boxes in PTX, as one matrix product: 128 pixels times 32, 64, 96 or 128 outputs a group of threads, twice 16 channels of one tap a step.
/// Operands come into shared memory by asynchronous copies, two steps ahead; each warp sums 64 pixels times 32 or 64 outputs, in plain fp32 or on tensor cores.
/// </summary>
/// <remarks>
/// In PTX because ILGPU's C# has neither asynchronous copies, nor more than 48 KB of shared memory, nor arrays of registers.
/// Fragment layouts are those of PTX ISA 7.8, "Matrix Fragments for mma"; <see cref="ConvolutionOperands"/> lays weights out to suit them.
/// </remarks>
internal sealed partial class ConvolutionPtx
{
    /// <summary>Pixels of a tile.</summary>
    public const int TilePixels = 128;

    /// <summary>Channels of half a step.</summary>
    public const int HalfChannels = 16;

    /// <summary>Halves of a step.</summary>
    public const int Halves = 2;

    private const int WarpPixels = 64;
    private const int Stages = 3;
    private const int PixelBytes = TilePixels * HalfChannels * sizeof(float);
    private const int PrologueBytes = 2 * HalfChannels * sizeof(float);
    private const int PlaceBytes = 16;
    private const int BoxBytes = 32;
    private const int StepBytes = 8 * Halves;

    private readonly PtxWriter _ = new();
    private readonly Precision _precision;
    private readonly TileShape _tile;
    private readonly bool _prologue;
    private readonly bool _clusters;
    private readonly string[,] _sums;

    // Registers that live through the kernel.
    private readonly string _thread;
    private readonly string _lane;
    private readonly string _warpPixel;
    private readonly string _warpOutput;
    private readonly string _shared;
    private readonly string _firstPixel;
    private readonly string _part;
    private readonly string _group;
    private readonly string _split;
    private readonly string _unloaded;
    private readonly string _loadStage;
    private readonly string _step;
    private readonly string _image;
    private readonly string _zero;

    private ConvolutionPtx(ConvolutionVariant variant)
    {
        (_precision, _tile, _prologue, _clusters) = variant;
        _sums = new string[8, _tile.ThreadOutputs];
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i / _tile.ThreadOutputs, i % _tile.ThreadOutputs] = _.Float("mov.f32", "0f00000000");
        }

        _zero = _.Float("mov.f32", "0f00000000");
        _thread = _.Int("mov.u32", "%tid.x");
        _lane = _.Int("and.b32", _thread, 31);
        var warp = _.Int("shr.u32", _thread, 5);
        (_warpPixel, _warpOutput) = (_.Int("and.b32", warp, 1), _.Int("shr.u32", warp, 1));
        _shared = _.Int("mov.u32", "tiles");
        var (block, tiles) = (_.Int("mov.u32", "%ctaid.x"), Argument(nameof(ConvolutionArguments.Tiles)));
        _part = _.Int("rem.u32", block, tiles);
        _firstPixel = _.Int("mul.lo.u32", _.Int("div.u32", block, tiles), TilePixels);
        (_group, _split) = (_.Int("mov.u32", "%ctaid.y"), _.Int("mov.u32", "%ctaid.z"));
        var (steps, splitSteps) = (Argument("GroupSteps"), Argument("SplitSteps"));
        var begin = _.Int("mul.lo.u32", _split, splitSteps);
        _unloaded = _.Int("min.s32", splitSteps, _.Int("sub.s32", steps, begin));
        _loadStage = _.Int("mov.u32", 0);

        _step = _.Int("mad.lo.u32", _group, steps, begin);
        _image = _.Int("mad.lo.u32", _.Int("mad.lo.u32", _group, tiles, _part), steps, begin);
    }

    private int PrologueOffset => PixelBytes + _tile.WeightBytes(_precision);

    private int HalfBytes => PrologueOffset + (_prologue ? PrologueBytes : 0);

    private int StageBytes => Halves * HalfBytes;

    private int PlaceOffset => Stages * StageBytes;

    public static int SharedBytes(ConvolutionVariant variant) =>
        (Stages * Halves * (PixelBytes + variant.Tile.WeightBytes(variant.Precision) + (variant.Prologue ? PrologueBytes : 0))) + (TilePixels * PlaceBytes);

    /// <summary>A module with one kernel.</summary>
    public static PtxModule Module(ConvolutionVariant variant)
    {
        var kernel = new ConvolutionPtx(variant);
        kernel.Body();
        var text = $$"""
            .version {{(variant.Clusters ? "7.8" : "7.0")}}
            .target {{(variant.Clusters ? "sm_90" : "sm_80")}}
            .address_size 64
            .extern .shared .align 128 .b8 tiles[];
            .visible .entry {{variant.Name}}(.param .align 8 .b8 arguments[{{System.Runtime.InteropServices.Marshal.SizeOf<ConvolutionArguments>()}}])
            .maxntid {{variant.Tile.Threads}}, 1, 1
            .minnctapersm {{variant.Tile.Resident(variant.Precision)}}
            {
            {{kernel._}}}
            """;
        return new PtxModule(text, variant.Name, variant.Tile.Threads, SharedBytes(variant));
    }

    private string Argument(string field) => _.Int("ld.param.u32", $"[arguments+{ConvolutionArguments.Offset(field)}]");

    private string Pointer(string field) => _.Long("ld.param.u64", $"[arguments+{ConvolutionArguments.Offset(field)}]");

    private string Bound(string field) => _.Float("ld.param.f32", $"[arguments+{ConvolutionArguments.Offset(field)}]");

    private void Body()
    {
        Place();
        _.Line("bar.sync 0");
        var loader = new Loader(this);
        var computeStage = _.Int("mov.u32", 0);
        var left = _.Int("mov.u32", _unloaded);
        loader.Prefetch();
        if (_clusters)
        {
            // Until here only tables are read that no kernel writes: the launch ahead may still be under way.
            loader.TurnFirst();
            _.Line("griddepcontrol.wait");
        }

        // A loop that runs twice: one behind the other they would take registers that products need.
        var (ahead, fill) = (_.Int("mov.u32", Stages - 1), _.Label());
        _.Mark(fill);
        loader.Load();
        _.Line($"sub.s32 {ahead}, {ahead}, 1");
        _.Line($"@{_.Predicate("setp.gt.s32", ahead, 0)} bra {fill}");

        var addresses = Operands();
        var loop = _.Label();
        _.Mark(loop);
        _.Line($"cp.async.wait_group {Stages - 2}");
        _.Line("bar.sync 0");

        // The stage that the step before was read from is free. Between the halves, products on tensor cores hide the search for addresses; plain ones need the registers.
        if (_precision == Precision.Fp32)
        {
            loader.Load();
        }

        Multiply(addresses, computeStage);
        if (_precision != Precision.Fp32)
        {
            loader.Load();
        }

        for (var half = 1; half < Halves; half++)
        {
            Multiply(addresses, _.Int("add.s32", computeStage, half * HalfBytes));
        }

        Advance(computeStage);
        _.Line($"sub.s32 {left}, {left}, 1");
        _.Line($"@{_.Predicate("setp.gt.s32", left, 0)} bra {loop}");
        _.Line("cp.async.wait_all");
        if (_clusters)
        {
            // Not earlier: groups that wait take room from those that compute.
            _.Line("griddepcontrol.launch_dependents");
            var alone = _.Label();
            _.Line($"@{_.Predicate("setp.ne.s32", Argument("Ending"), ConvolutionArguments.Together)} bra {alone}");
            Together();
            _.Line("ret");
            _.Mark(alone);
        }

        Finish();
        _.Line("ret");
    }

    private void Advance(string stage)
    {
        _.Line($"add.s32 {stage}, {stage}, {StageBytes}");
        var over = _.Predicate("setp.ge.s32", stage, PlaceOffset);
        _.Line($"@{over} mov.u32 {stage}, 0");
    }

    /// <summary>Writes position, row and column of each pixel of the tile; pixels behind the last repeat it.</summary>
    private void Place()
    {
        var (pixels, count, first) = (Argument("Pixels"), Argument("Count"), Argument("OutputBoxes"));
        var last = _.Int("sub.s32", pixels, 1);
        for (var begin = 0; begin < TilePixels; begin += _tile.Threads)
        {
            var row = _.Int("add.s32", _thread, begin);
            _.Unless(_.Predicate("setp.ge.s32", row, TilePixels), () =>
            {
                var pixel = _.Int("min.s32", _.Int("add.s32", _firstPixel, row), last);
                var (low, high) = (_.Int("mov.u32", 0), _.Int("sub.s32", count, 1));
                var (search, found) = (_.Label(), _.Label());
                _.Mark(search);
                _.Line($"@{_.Predicate("setp.ge.s32", low, high)} bra {found}");
                var middle = _.Int("shr.u32", _.Int("add.s32", _.Int("add.s32", low, high), 1), 1);
                var begins = _.Int("ld.global.nc.u32", $"[{Box(_.Int("add.s32", first, middle))}+24]");
                var before = _.Predicate("setp.le.s32", begins, pixel);
                _.Line($"@{before} mov.u32 {low}, {middle}");
                _.Line($"@!{before} sub.s32 {high}, {middle}, 1");
                _.Line($"bra {search}");
                _.Mark(found);

                var box = Box(_.Int("add.s32", first, low));
                var (y, x, width) = (_.Int(), _.Int(), _.Int());
                _.Line($"ld.global.nc.v2.u32 {{{y}, {x}}}, [{box}]");
                _.Line($"ld.global.nc.u32 {width}, [{box}+12]");
                var within = _.Int("sub.s32", pixel, _.Int("ld.global.nc.u32", $"[{box}+24]"));
                var (dy, dx) = (_.Int("div.u32", within, width), _.Int("rem.u32", within, width));
                var to = _.Int("mad.lo.u32", row, PlaceBytes, _shared);
                _.Line($"st.shared.v4.u32 [{to}+{PlaceOffset}], {{{low}, {_.Int("add.s32", y, dy)}, {_.Int("add.s32", x, dx)}, {low}}}");
            });
        }
    }

    private string Box(string index) => _.Long("mad.wide.s32", index, BoxBytes, Pointer("Boxes"));

    private (string Position, string Y, string X) PlaceOf(string row)
    {
        var (position, y, x) = (_.Int(), _.Int(), _.Int());
        _.Line($"ld.shared.v4.u32 {{{position}, {y}, {x}, {_.Int()}}}, [{_.Int("mad.lo.u32", row, PlaceBytes, _shared)}+{PlaceOffset}]");
        return (position, y, x);
    }

    /// <summary>Reads an input's map.</summary>
    private MapRegisters MapOf(string input)
    {
        var map = new MapRegisters(_.Int(), _.Int(), _.Int(), _.Int());
        _.Line($"ld.global.nc.v4.u32 {{{map.Boxes}, {map.Stride}, {map.Height}, {map.Width}}}, [{_.Long("mad.wide.s32", input, 16, Pointer("Inputs"))}]");
        return map;
    }

    /// <summary>The address of a pixel: in its position's box, or in the base; 0 outside the map.</summary>
    private string Address(MapRegisters map, string position, string y, string x)
    {
        var box = Box(_.Int("add.s32", map.Boxes, position));
        var (boxY, boxX, height, width, data, origin) = (_.Int(), _.Int(), _.Int(), _.Int(), _.Int(), _.Int());
        _.Line($"ld.global.nc.v4.u32 {{{boxY}, {boxX}, {height}, {width}}}, [{box}]");
        _.Line($"ld.global.nc.v2.u32 {{{data}, {origin}}}, [{box}+16]");
        var (rowY, rowX) = (_.Int("sub.s32", y, boxY), _.Int("sub.s32", x, boxX));
        var inside = _.Predicate("setp.lt.u32", rowY, height);
        _.Line($"setp.lt.and.u32 {inside}, {rowX}, {width}, {inside}");
        var there = _.Predicate("setp.lt.u32", y, map.Height);
        _.Line($"setp.lt.and.u32 {there}, {x}, {map.Width}, {there}");
        _.Line($"or.pred {there}, {there}, {inside}");
        var own = _.Int("mad.lo.s32", _.Int("mad.lo.s32", rowY, width, rowX), map.Stride, data);
        var under = _.Int("mad.lo.s32", _.Int("mad.lo.s32", y, map.Width, x), map.Stride, origin);
        var address = _.Long("mad.wide.s32", _.Int("selp.b32", own, under, inside), 16, _.Long("selp.b64", Pointer("Data"), Pointer("Below"), inside));
        return _.Long("selp.b64", address, 0, there);
    }

    /// <summary>A map's registers.</summary>
    private sealed record MapRegisters(string Boxes, string Stride, string Height, string Width);
}
