namespace Krypton.Gpu.Cuda;

/// <summary>
/// A convolution of ragged boxes in PTX, as one matrix product: 128 pixels times 32, 64, 96 or 128 outputs a group of threads, 16 channels of one tap a step.
/// Operands come into shared memory by asynchronous copies, several steps ahead; each warp sums 64 pixels times 32 outputs, in plain fp32 or on tensor cores.
/// </summary>
/// <remarks>
/// In PTX because ILGPU's C# has neither asynchronous copies, nor more than 48 KB of shared memory, nor arrays of registers.
/// Fragment layouts are those of PTX ISA 7.8, "Matrix Fragments for mma"; <see cref="ConvolutionOperands"/> lays weights out to suit them.
/// </remarks>
internal sealed class ConvolutionPtx
{
    /// <summary>Pixels of a tile.</summary>
    public const int TilePixels = 128;

    /// <summary>Channels of a step.</summary>
    public const int StepChannels = 16;

    /// <summary>Outputs of a warp.</summary>
    public const int WarpOutputs = 32;

    private const int WarpPixels = 64;
    private const int Stages = 4;
    private const int PixelBytes = TilePixels * StepChannels * sizeof(float);
    private const int PrologueBytes = 2 * StepChannels * sizeof(float);
    private const int PlaceBytes = 16;
    private const int BoxBytes = 32;
    private const int StepBytes = 8;

    private readonly PtxWriter _ = new();
    private readonly Precision _precision;
    private readonly int _columns;
    private readonly bool _prologue;
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

    /// <param name="columns">Warps side by side along the outputs, 1 to 4.</param>
    /// <param name="prologue">Whether inputs are scaled, shifted and bounded first.</param>
    private ConvolutionPtx(Precision precision, int columns, bool prologue)
    {
        (_precision, _columns, _prologue) = (precision, columns, prologue);
        _sums = new string[8, 8];
        for (var i = 0; i < 64; i++)
        {
            _sums[i / 8, i % 8] = _.Float("mov.f32", "0f00000000");
        }

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

    private int Threads => 64 * _columns;

    private int WeightOffset => PixelBytes;

    private int PrologueOffset => PixelBytes + WeightBytes(_precision, _columns);

    private int StageBytes => PrologueOffset + (_prologue ? PrologueBytes : 0);

    private int PlaceOffset => Stages * StageBytes;

    public static string Name(Precision precision, int columns, bool prologue) =>
        $"convolution_{precision.ToString().ToLowerInvariant()}_{WarpOutputs * columns}{(prologue ? "_scaled" : "")}";

    /// <summary>The widest tiles in warps: where a thread takes more than 128 registers, four side by side would leave a multiprocessor too few warps.</summary>
    public static int MostColumns(Precision precision) => precision is Precision.Tf32 or Precision.Bf16 ? 4 : 3;

    /// <summary>Bytes of a step's weights for one tile of outputs.</summary>
    public static int WeightBytes(Precision precision, int columns) => WarpOutputs * columns * StepChannels * (precision == Precision.Bf16 ? 2 : 4);

    public static int SharedBytes(Precision precision, int columns, bool prologue) =>
        (Stages * (PixelBytes + WeightBytes(precision, columns) + (prologue ? PrologueBytes : 0))) + (TilePixels * PlaceBytes);

    /// <summary>A module with one kernel.</summary>
    public static string Write(Precision precision, int columns, bool prologue)
    {
        var kernel = new ConvolutionPtx(precision, columns, prologue);
        kernel.Body();
        return $$"""
            .version 7.0
            .target sm_80
            .address_size 64
            .extern .shared .align 128 .b8 tiles[];
            .visible .entry {{Name(precision, columns, prologue)}}(.param .align 8 .b8 arguments[{{System.Runtime.InteropServices.Marshal.SizeOf<ConvolutionArguments>()}}])
            .maxntid {{kernel.Threads}}, 1, 1
            .minnctapersm {{(MostColumns(precision) == 4 ? 8 : columns == 1 ? 4 : 6) / columns}}
            {
            {{kernel._}}}
            """;
    }

    private string Argument(string field) => _.Int("ld.param.u32", $"[arguments+{ConvolutionArguments.Offset(field)}]");

    private string Pointer(string field) => _.Long("ld.param.u64", $"[arguments+{ConvolutionArguments.Offset(field)}]");

    private string Bound(string field) => _.Float("ld.param.f32", $"[arguments+{ConvolutionArguments.Offset(field)}]");

    private void Body()
    {
        Place();
        _.Line("bar.sync 0");
        var rows = Rows();
        var loader = new Loader(this, rows);
        loader.Prefetch();

        var computeStage = _.Int("mov.u32", 0);
        var left = _.Int("mov.u32", _unloaded);
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
        loader.Load();
        Multiply(addresses, computeStage);
        Advance(computeStage);
        _.Line($"sub.s32 {left}, {left}, 1");
        _.Line($"@{_.Predicate("setp.gt.s32", left, 0)} bra {loop}");
        _.Line("cp.async.wait_all");
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
        for (var begin = 0; begin < TilePixels; begin += Threads)
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

    /// <summary>The rows of the tile that this thread copies, and where in shared memory its chunks go.</summary>
    private List<Row> Rows()
    {
        var rows = new List<Row>();
        for (var i = 0; i < (_columns == 1 ? 2 : 1); i++)
        {
            var begin = i * Threads;
            string Index() => _columns == 4 ? _.Int("shr.u32", _thread, 1) : _columns == 3 ? _.Int("min.s32", _thread, TilePixels - 1) : _.Int("add.s32", _thread, begin);
            string FirstChunk() => _columns == 4 ? _.Int("shl.b32", _.Int("and.b32", _thread, 1), 1) : "0";

            // Sixteen bytes of a row change places by its number, so that eight rows' reads fall into different banks.
            var row = Index();
            var swizzle = _.Int("and.b32", _.Int("shr.u32", row, 1), 3);
            var to = _.Int("mad.lo.u32", _.Int("xor.b32", swizzle, FirstChunk()), 16, _.Int("mad.lo.u32", row, StepChannels * sizeof(float), _shared));
            rows.Add(new Row(Index, FirstChunk, to, _columns == 4 ? 2 : 4, _.Long("mov.u64", 0), _.Int("mov.u32", 0)));
        }

        return rows;
    }

    /// <summary>This lane's first addresses of pixels and of outputs, without the stage.</summary>
    private (string Pixels, string Outputs) Operands()
    {
        if (_precision == Precision.Fp32)
        {
            var (pixel, output) = (_.Int("shr.u32", _lane, 2), _.Int("and.b32", _lane, 3));
            var pixels = _.Int("mad.lo.u32", _warpPixel, WarpPixels * 64, _.Int("mad.lo.u32", pixel, 64, _shared));
            var swizzle = _.Int("shl.b32", _.Int("and.b32", _.Int("shr.u32", pixel, 1), 3), 4);
            var outputs = _.Int("mad.lo.u32", _warpOutput, WarpOutputs * 64, _.Int("mad.lo.u32", output, 128 + 16, _shared));
            return (_.Int("add.s32", pixels, swizzle), _.Int("add.s32", outputs, WeightOffset));
        }

        // Lane l gives the address of row l % 8 of matrix l / 8.
        var (row, matrix) = (_.Int("and.b32", _lane, 7), _.Int("shr.u32", _lane, 3));
        var (odd, upper) = (_.Int("and.b32", matrix, 1), _.Int("shr.u32", matrix, 1));
        var left = _.Int("mad.lo.u32", _warpPixel, WarpPixels, _.Int("mad.lo.u32", odd, 8, row));
        var half = _.Int("shr.u32", row, 1);
        var leftAt = _.Int("mad.lo.u32", left, 64, _.Int("mad.lo.u32", _.Int("xor.b32", upper, half), 16, _shared));
        var right = _.Int("mad.lo.u32", _warpOutput, WarpOutputs, _.Int("mad.lo.u32", upper, 8, row));
        var rightAt = _precision == Precision.Bf16
            ? _.Int("mad.lo.u32", right, 32, _.Int("mad.lo.u32", _.Int("xor.b32", odd, _.Int("shr.u32", row, 2)), 16, _shared))
            : _.Int("mad.lo.u32", right, 64, _.Int("mad.lo.u32", _.Int("xor.b32", odd, half), 16, _shared));
        return (leftAt, _.Int("add.s32", rightAt, WeightOffset));
    }

    /// <summary>Takes the products of one step.</summary>
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

    /// <summary>Four channels of 8 pixels times 8 outputs a thread.</summary>
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

        for (var o = 0; o < 8; o++)
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

    /// <summary>Eight channels on tensor cores; split operands take three products, the small ones first.</summary>
    private void Tf32(string pixels, string outputs, string scales, int chunk)
    {
        var right = new string[4][];
        for (var f = 0; f < 4; f += 2)
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
            for (var f = 0; f < 4; f++)
            {
                if (_precision == Precision.SplitTf32)
                {
                    Product("m16n8k8.row.col.f32.tf32.tf32.f32", i, f, leftRest, right[f]);
                    Product("m16n8k8.row.col.f32.tf32.tf32.f32", i, f, left, rest[f]);
                }

                Product("m16n8k8.row.col.f32.tf32.tf32.f32", i, f, left, right[f]);
            }
        }
    }

    /// <summary>Sixteen channels on tensor cores; channels c and c + 4 of a row are neighbours to the product, so that a lane's two words make a pair.</summary>
    private void Bf16(string pixels, string outputs, string scales)
    {
        var right = new string[4][];
        for (var f = 0; f < 4; f += 2)
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
            for (var f = 0; f < 4; f++)
            {
                Product("m16n8k16.row.col.f32.bf16.bf16.f32", i, f, left, right[f]);
            }
        }
    }

    private void Product(string shape, int i, int f, string[] left, string[] right)
    {
        var sums = $"{{{_sums[2 * i, 2 * f]}, {_sums[2 * i, (2 * f) + 1]}, {_sums[(2 * i) + 1, 2 * f]}, {_sums[(2 * i) + 1, (2 * f) + 1]}}}";
        _.Line($"mma.sync.aligned.{shape} {sums}, {{{string.Join(", ", left)}}}, {{{string.Join(", ", right)}}}, {sums}");
    }

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
            words[i] = _.Int("cvt.rna.tf32.f32", _.Float("mov.b32", words[i]));
        }

        return words;
    }

    /// <summary>Rounds words to tf32 in place; returns what that took away, rounded likewise.</summary>
    private string[] Split(string[] words)
    {
        string[] whole = [.. words.Select(word => _.Float("mov.b32", word))];
        Rounded(words);
        return [.. whole.Select((value, i) => _.Int("cvt.rna.tf32.f32", _.Float("sub.rn.f32", value, _.Float("mov.b32", words[i]))))];
    }

    private string Pair(string first, string second) => _.Int("cvt.rn.bf16x2.f32", _.Float("mov.b32", second), _.Float("mov.b32", first));

    /// <summary>Eight pixels with eight neighbouring outputs a thread: bias, residual, bounds, and the store; or the store alone.</summary>
    private void Finish()
    {
        var (pixels, groupOutputs) = (Argument("Pixels"), Argument("GroupOutputs"));
        var output = _.Int("mad.lo.u32", _part, 8 * _columns, _.Int("mad.lo.u32", _warpOutput, 8, _.Int("shl.b32", _.Int("and.b32", _lane, 3), 1)));
        var row = _.Int("mad.lo.u32", _warpPixel, WarpPixels, _.Int("shr.u32", _lane, 2));
        var channel = _.Int("mad.lo.u32", _group, groupOutputs, output);
        string[] outside = [_.Predicate("setp.ge.s32", output, groupOutputs), _.Predicate("setp.ge.s32", _.Int("add.s32", output, 1), groupOutputs)];
        var (finish, end) = (_.Label(), _.Label());
        _.Line($"@{_.Predicate("setp.eq.s32", Argument("Raw"), 0)} bra {finish}");
        var (sums, sumStride) = (Pointer("Sums"), Argument("SumStride"));
        EachPixel((i, number, _) => Store(i, this._.Long("mad.wide.u32", this._.Int("mad.lo.u32", this._.Int("mad.lo.u32", _split, pixels, number), sumStride, channel), 16, sums)));
        _.Line($"bra {end}");

        _.Mark(finish);
        var bias = _.Long("mad.wide.u32", channel, 16, Pointer("Bias"));
        var biases = _.Floats(8);
        for (var h = 0; h < 2; h++)
        {
            _.Unless(outside[h], () => _.Line($"ld.global.nc.v4.f32 {{{string.Join(", ", biases[(4 * h)..((4 * h) + 4)])}}}, [{bias}+{16 * h}]"));
        }

        var (low, high, residual) = (Bound("Low"), Bound("High"), Argument("Residual"));
        var none = _.Predicate("setp.lt.s32", residual, 0);
        var (outputData, outputStride) = (Argument("OutputData"), Argument("OutputStride"));
        EachPixel((i, number, inTile) =>
        {
            for (var o = 0; o < 8; o++)
            {
                _.Line($"add.rn.f32 {_sums[i, o]}, {_sums[i, o]}, {biases[o]}");
            }

            _.Unless(none, () => AddResidual(i, inTile, MapOf(residual), channel, outside));
            for (var o = 0; o < 8; o++)
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
            for (var h = 0; h < 2; h++)
            {
                _.Line($"@!{outside[h]} st.global.v4.f32 [{to}+{16 * h}], {{{string.Join(", ", Enumerable.Range(4 * h, 4).Select(o => _sums[i, o]))}}}");
            }
        }
    }

    private void AddResidual(int i, string inTile, MapRegisters map, string channel, string[] outside)
    {
        var (position, y, x) = PlaceOf(inTile);
        var (address, _) = Address(map, position, y, x);
        var from = this._.Long("mad.wide.u32", channel, 16, address);
        for (var h = 0; h < 2; h++)
        {
            this._.Unless(outside[h], () =>
            {
                var four = this._.Floats(4);
                this._.Line($"ld.global.v4.f32 {{{string.Join(", ", four)}}}, [{from}+{16 * h}]");
                for (var o = 0; o < 4; o++)
                {
                    this._.Line($"add.rn.f32 {_sums[i, (4 * h) + o]}, {_sums[i, (4 * h) + o]}, {four[o]}");
                }
            });
        }
    }

    /// <summary>Reads an input's map.</summary>
    private MapRegisters MapOf(string input)
    {
        var map = new MapRegisters(_.Int(), _.Int(), _.Int(), _.Int());
        _.Line($"ld.global.nc.v4.u32 {{{map.Boxes}, {map.Stride}, {map.Height}, {map.Width}}}, [{_.Long("mad.wide.s32", input, 16, Pointer("Inputs"))}]");
        return map;
    }

    /// <summary>Where a pixel lies: in its position's box, or in the base; and the bytes of a chunk, 0 outside the map.</summary>
    private (string Address, string Bytes) Address(MapRegisters map, string position, string y, string x)
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
        var index = _.Int("selp.b32", own, under, inside);
        var at = _.Int("selp.b32", index, 0, there);
        var address = _.Long("mad.wide.s32", at, 16, _.Long("selp.b64", Pointer("Data"), Pointer("Below"), inside));
        return (address, _.Int("selp.b32", 16, 0, there));
    }

    /// <summary>A map's registers.</summary>
    private sealed record MapRegisters(string Boxes, string Stride, string Height, string Width);

    /// <summary>A pixel that a thread copies: where its chunks go, where they come from now, and bytes of a chunk, 0 outside the map.</summary>
    private sealed record Row(Func<string> Index, Func<string> FirstChunk, string To, int Chunks, string From, string Bytes);

    /// <summary>Starts the copies of one step after the other.</summary>
    private sealed class Loader(ConvolutionPtx kernel, List<Row> rows)
    {
        private readonly PtxWriter _ = kernel._;
        private readonly string _tap = kernel._.Int("mov.u32", -1);
        private readonly string[] _next = kernel._.Ints(2);

        /// <summary>Reads the next step's record.</summary>
        public void Prefetch() =>
            _.Line($"ld.global.nc.v2.u32 {{{_next[0]}, {_next[1]}}}, [{_.Long("mad.wide.u32", kernel._step, StepBytes, kernel.Pointer("Steps"))}]");

        /// <summary>Starts the copies of the next step into the next stage, or none behind the last; either way a group of copies ends here.</summary>
        public void Load()
        {
            _.Unless(_.Predicate("setp.eq.s32", kernel._unloaded, 0), () =>
            {
                _.Unless(_.Predicate("setp.eq.s32", _next[0], _tap), Turn);
                Copy();
                _.Line($"sub.s32 {kernel._unloaded}, {kernel._unloaded}, 1");
                _.Line($"add.s32 {kernel._step}, {kernel._step}, 1");
                _.Line($"add.s32 {kernel._image}, {kernel._image}, 1");
                kernel.Advance(kernel._loadStage);

                // One record lies behind the last.
                Prefetch();
            });
            _.Line("cp.async.commit_group");
        }

        /// <summary>Finds each row's address anew, because part or tap are others than before.</summary>
        private void Turn()
        {
            _.Line($"mov.u32 {_tap}, {_next[0]}");
            var map = kernel.MapOf(_.Int("shr.u32", _tap, 22));
            var (dy, dx) = (_.Int("shr.s32", _.Int("shl.b32", _tap, 10), 21), _.Int("shr.s32", _.Int("shl.b32", _tap, 21), 21));
            foreach (var row in rows)
            {
                // What seldom is wanted does not stay in registers.
                var (position, y, x) = kernel.PlaceOf(row.Index());
                y = _.Int("mad.lo.s32", y, kernel.Argument("StrideY"), dy);
                x = _.Int("mad.lo.s32", x, kernel.Argument("StrideX"), dx);
                var (address, bytes) = kernel.Address(map, position, y, x);
                _.Line($"mov.u64 {row.From}, {address}");
                _.Line($"mov.u32 {row.Bytes}, {bytes}");
            }
        }

        private void Copy()
        {
            var stage = kernel._loadStage;
            foreach (var row in rows)
            {
                void Chunks()
                {
                    var to = _.Int("add.s32", row.To, stage);
                    var from = _.Long("mad.wide.u32", _.Int("add.s32", _.Int("shr.u32", _next[1], 4), row.FirstChunk()), 16, row.From);
                    var fours = _.Int("sub.s32", _.Int("and.b32", _next[1], 15), row.FirstChunk());
                    for (var j = 0; j < row.Chunks; j++)
                    {
                        var there = _.Predicate("setp.gt.s32", fours, j);
                        var bytes = _.Int("selp.b32", row.Bytes, 0, there);
                        _.Line($"cp.async.ca.shared.global [{_.Int("xor.b32", to, 16 * j)}], [{from}+{16 * j}], 16, {bytes}");
                    }
                }

                if (kernel.Threads > TilePixels && kernel._columns == 3)
                {
                    _.Unless(_.Predicate("setp.ge.s32", kernel._thread, TilePixels), Chunks);
                }
                else
                {
                    Chunks();
                }
            }

            var chunks = WeightBytes(kernel._precision, kernel._columns) / 16;
            var to = _.Int("add.s32", _.Int("mad.lo.u32", kernel._thread, 16, kernel._shared), stage);
            var weights = _.Long("mad.wide.u32", _.Int("mad.lo.u32", kernel._image, chunks, kernel._thread), 16, kernel.Pointer("Weights"));
            for (var begin = 0; begin < chunks; begin += kernel.Threads)
            {
                _.Line($"cp.async.cg.shared.global [{to}+{kernel.WeightOffset + (16 * begin)}], [{weights}+{16 * begin}], 16");
            }

            if (kernel._prologue)
            {
                _.Unless(_.Predicate("setp.ge.s32", kernel._thread, PrologueBytes / 16), () =>
                    _.Line($"cp.async.cg.shared.global [{to}+{kernel.PrologueOffset}], [{_.Long("mad.wide.u32", _.Int("mad.lo.u32", kernel._step, PrologueBytes / 16, kernel._thread), 16, kernel.Pointer("Prologue"))}], 16"));
            }
        }
    }
}
