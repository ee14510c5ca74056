namespace Krypton.Gpu.Cuda;

/// <summary>
/// A convolution of ragged boxes in PTX, as one matrix product: 128 pixels times 32, 64, 96 or 128 outputs a group of threads, twice 16 channels of one tap a step.
/// Operands come into shared memory by asynchronous copies, two steps ahead; each warp sums 64 pixels times 32 or 64 outputs, in plain fp32 or on tensor cores.
/// </summary>
/// <remarks>
/// In PTX because ILGPU's C# has neither asynchronous copies, nor more than 48 KB of shared memory, nor arrays of registers.
/// Fragment layouts are those of PTX ISA 7.8, "Matrix Fragments for mma"; <see cref="ConvolutionOperands"/> lays weights out to suit them.
/// </remarks>
internal sealed class ConvolutionPtx
{
    /// <summary>Pixels of a tile.</summary>
    public const int TilePixels = 128;

    /// <summary>Channels of half a step.</summary>
    public const int HalfChannels = 16;

    private const int WarpPixels = 64;
    /// <summary>Halves of a step.</summary>
    public const int Halves = 2;

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

    private ConvolutionPtx(Precision precision, TileShape tile, bool prologue)
    {
        (_precision, _tile, _prologue) = (precision, tile, prologue);
        _sums = new string[8, tile.ThreadOutputs];
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i / tile.ThreadOutputs, i % tile.ThreadOutputs] = _.Float("mov.f32", "0f00000000");
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

    private int PrologueOffset => PixelBytes + _tile.WeightBytes(_precision);

    private int HalfBytes => PrologueOffset + (_prologue ? PrologueBytes : 0);

    private int StageBytes => Halves * HalfBytes;

    private int PlaceOffset => Stages * StageBytes;

    public static string Name(Precision precision, TileShape tile, bool prologue) =>
        $"convolution_{precision.ToString().ToLowerInvariant()}_{tile.Outputs}{(prologue ? "_scaled" : "")}";

    public static int SharedBytes(Precision precision, TileShape tile, bool prologue) =>
        (Stages * Halves * (PixelBytes + tile.WeightBytes(precision) + (prologue ? PrologueBytes : 0))) + (TilePixels * PlaceBytes);

    /// <summary>A module with one kernel.</summary>
    /// <param name="prologue">Whether inputs are scaled, shifted and bounded first.</param>
    public static string Write(Precision precision, TileShape tile, bool prologue)
    {
        var kernel = new ConvolutionPtx(precision, tile, prologue);
        kernel.Body();
        return $$"""
            .version 7.0
            .target sm_80
            .address_size 64
            .extern .shared .align 128 .b8 tiles[];
            .visible .entry {{Name(precision, tile, prologue)}}(.param .align 8 .b8 arguments[{{System.Runtime.InteropServices.Marshal.SizeOf<ConvolutionArguments>()}}])
            .maxntid {{tile.Threads}}, 1, 1
            .minnctapersm {{tile.Resident(precision)}}
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
        var loader = new Loader(this);
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

    /// <summary>Eight channels on tensor cores; split operands take three products, the small ones first.</summary>
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
            // Half a unit in the last place of tf32: the tensor cores drop what is below. cvt.rna would ask for infinities besides.
            words[i] = _.Int("add.u32", words[i], 0x1000);
        }

        return words;
    }

    /// <summary>Cuts words to tf32 in place; returns what that took away, rounded.</summary>
    private string[] Split(string[] words)
    {
        string[] rest = [.. words.Select(word => _.Float("sub.rn.f32", _.Float("mov.b32", word), _.Float("mov.b32", _.Int("and.b32", word, "0xFFFFE000"))))];
        return Rounded([.. rest.Select(value => _.Int("mov.b32", value))]);
    }

    private string Pair(string first, string second) => _.Int("cvt.rn.bf16x2.f32", _.Float("mov.b32", second), _.Float("mov.b32", first));

    /// <summary>Eight pixels with neighbouring outputs a thread: bias, residual, bounds, and the store; or the store alone.</summary>
    private void Finish()
    {
        var (pixels, groupOutputs, fours) = (Argument("Pixels"), Argument("GroupOutputs"), _tile.ThreadOutputs / 4);
        var output = _.Int("mad.lo.u32", _part, _tile.Outputs / 4, _.Int("mad.lo.u32", _warpOutput, _tile.WarpOutputs / 4, _.Int("mul.lo.u32", _.Int("and.b32", _lane, 3), fours)));
        var row = _.Int("mad.lo.u32", _warpPixel, WarpPixels, _.Int("shr.u32", _lane, 2));
        var channel = _.Int("mad.lo.u32", _group, groupOutputs, output);
        string[] outside = [.. Enumerable.Range(0, fours).Select(h => _.Predicate("setp.ge.s32", _.Int("add.s32", output, h), groupOutputs))];
        var (finish, end) = (_.Label(), _.Label());
        _.Line($"@{_.Predicate("setp.eq.s32", Argument("Raw"), 0)} bra {finish}");
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

    /// <summary>Starts the copies of one step after the other.</summary>
    /// <remarks>
    /// Four neighbouring lanes copy the four chunks of one pixel, so that a warp's copy touches eight lines and not thirty-two.
    /// Where a tap lies is found by one lane for each pixel, and handed to the four by shuffles.
    /// </remarks>
    private sealed class Loader
    {
        private readonly ConvolutionPtx _kernel;
        private readonly PtxWriter _;
        private readonly TileShape _tile;
        private readonly string _tap;
        private readonly string[] _next;

        /// <summary>Addresses of this lane's chunk of a pixel for each copy, in two words; zero outside the map.</summary>
        private readonly (string Low, string High)[] _from;
        private readonly string _to;

        public Loader(ConvolutionPtx kernel)
        {
            (_kernel, _, _tile) = (kernel, kernel._, kernel._tile);
            (_tap, _next) = (_.Int("mov.u32", -1), _.Ints(2 * Halves));
            _from = [.. Enumerable.Range(0, WarpRows / 8).Select(i => (_.Int("mov.u32", 0), _.Int("mov.u32", 0)))];

            // Sixteen bytes of a row change places by its number, so that eight rows' reads fall into different banks.
            var (row, chunk) = (_.Int("shr.u32", kernel._lane, 2), _.Int("and.b32", kernel._lane, 3));
            var at = _.Int("mad.lo.u32", _.Int("mad.lo.u32", Warp(), WarpRows, row), HalfChannels * sizeof(float), kernel._shared);
            _to = _.Int("mad.lo.u32", _.Int("xor.b32", chunk, _.Int("shr.u32", row, 1)), 16, at);
        }

        /// <summary>Warps that copy pixels; six do not share 128 evenly.</summary>
        private int Warps => _tile.Threads == 192 ? 4 : _tile.Threads / 32;

        private int WarpRows => TilePixels / Warps;

        /// <summary>Reads the next step's record.</summary>
        public void Prefetch() => _.Line(
            $"ld.global.nc.v{2 * Halves}.u32 {{{string.Join(", ", _next)}}}, [{_.Long("mad.wide.u32", _kernel._step, StepBytes, _kernel.Pointer("Steps"))}]");

        /// <summary>Starts the copies of the next step into the next stage, or none behind the last; either way a group of copies ends here.</summary>
        public void Load()
        {
            _.Unless(_.Predicate("setp.eq.s32", _kernel._unloaded, 0), () =>
            {
                if (Warps * 32 < _tile.Threads)
                {
                    _.Unless(_.Predicate("setp.ge.s32", _kernel._thread, Warps * 32), CopyPixels);
                }
                else
                {
                    CopyPixels();
                }

                CopyWeights();
                _.Line($"sub.s32 {_kernel._unloaded}, {_kernel._unloaded}, 1");
                _.Line($"add.s32 {_kernel._step}, {_kernel._step}, 1");
                _.Line($"add.s32 {_kernel._image}, {_kernel._image}, 1");
                _kernel.Advance(_kernel._loadStage);

                // One record lies behind the last.
                Prefetch();
            });
            _.Line("cp.async.commit_group");
        }

        private string Warp() => _.Int("shr.u32", _kernel._thread, 5);

        /// <summary>Finds each pixel's address anew, because part or tap are others than before.</summary>
        private void Turn(string tap)
        {
            _.Line($"mov.u32 {_tap}, {tap}");
            var map = _kernel.MapOf(_.Int("shr.u32", _tap, Step.PartShift));
            var (dy, dx) = (_.Int("shr.s32", _.Int("shl.b32", _tap, 10), 21), _.Int("shr.s32", _.Int("shl.b32", _tap, 21), 21));
            var first = _.Int("mul.lo.u32", Warp(), WarpRows);
            var found = new List<(string Low, string High)>();
            for (var begin = 0; begin < WarpRows; begin += 32)
            {
                // What seldom is wanted does not stay in registers.
                var own = _.Int("add.s32", _.Int("and.b32", _kernel._lane, Math.Min(32, WarpRows) - 1), begin);
                var (position, y, x) = _kernel.PlaceOf(_.Int("add.s32", first, own));
                y = _.Int("mad.lo.s32", y, _kernel.Argument("StrideY"), dy);
                x = _.Int("mad.lo.s32", x, _kernel.Argument("StrideX"), dx);
                var (low, high) = (_.Int(), _.Int());
                _.Line($"mov.b64 {{{low}, {high}}}, {_kernel.Address(map, position, y, x)}");
                found.Add((low, high));
            }

            var chunk = _.Int("shl.b32", _.Int("and.b32", _kernel._lane, 3), 4);
            for (var i = 0; i < _from.Length; i++)
            {
                var lane = _.Int("add.s32", _.Int("shr.u32", _kernel._lane, 2), 8 * i % 32);
                var (low, high) = found[8 * i / 32];

                // Pixels begin at multiples of 16 bytes, and a chunk's offset is under 64: only the low word may carry, into a word kept whole by the addition below.
                _.Line($"shfl.sync.idx.b32 {_from[i].Low}, {low}, {lane}, 31, 0xFFFFFFFF");
                _.Line($"shfl.sync.idx.b32 {_from[i].High}, {high}, {lane}, 31, 0xFFFFFFFF");
                _.Line($"add.cc.u32 {_from[i].Low}, {_from[i].Low}, {chunk}");
                _.Line($"addc.u32 {_from[i].High}, {_from[i].High}, 0");
            }
        }

        private void CopyPixels()
        {
            for (var half = 0; half < Halves; half++)
            {
                var (tap, channels) = (_next[2 * half], _next[(2 * half) + 1]);
                _.Unless(_.Predicate("setp.eq.s32", tap, _tap), () => Turn(tap));
                var offset = _.Long("mul.wide.u32", _.Int("shr.u32", channels, Step.ChannelShift), 16);
                var to = _.Int("add.s32", _to, _kernel._loadStage);
                var there = _.Predicate("setp.lt.u32", _.Int("and.b32", _kernel._lane, 3), _.Int("and.b32", channels, (1 << Step.ChannelShift) - 1));
                for (var i = 0; i < _from.Length; i++)
                {
                    // Addresses on a device are above 4 GiB, so that a high word of zero is none.
                    var inside = _.Predicate();
                    _.Line($"setp.ne.and.u32 {inside}, {_from[i].High}, 0, {there}");
                    var from = _.Long("add.s64", _.Long("mov.b64", $"{{{_from[i].Low}, {_from[i].High}}}"), offset);
                    _.Line($"cp.async.ca.shared.global [{to}+{(half * _kernel.HalfBytes) + (i * 8 * HalfChannels * sizeof(float))}], [{from}], 16, {_.Int("selp.b32", 16, 0, inside)}");
                }
            }
        }

        private void CopyWeights()
        {
            var chunks = _tile.WeightBytes(_kernel._precision) / 16;
            var to = _.Int("add.s32", _.Int("mad.lo.u32", _kernel._thread, 16, _kernel._shared), _kernel._loadStage);
            var weights = _.Long("mad.wide.u32", _.Int("mad.lo.u32", _kernel._image, Halves * chunks, _kernel._thread), 16, _kernel.Pointer("Weights"));
            for (var begin = 0; begin < Halves * chunks; begin += _tile.Threads)
            {
                _.Line($"cp.async.cg.shared.global [{to}+{(begin / chunks * _kernel.HalfBytes) + PixelBytes + (begin % chunks * 16)}], [{weights}+{16 * begin}], 16");
            }

            if (_kernel._prologue)
            {
                _.Unless(_.Predicate("setp.ge.s32", _kernel._thread, PrologueBytes / 16), () =>
                {
                    var scales = _.Long("mad.wide.u32", _.Int("mad.lo.u32", _kernel._step, Halves * PrologueBytes / 16, _kernel._thread), 16, _kernel.Pointer("Prologue"));
                    for (var half = 0; half < Halves; half++)
                    {
                        _.Line($"cp.async.cg.shared.global [{to}+{(half * _kernel.HalfBytes) + _kernel.PrologueOffset}], [{scales}+{half * PrologueBytes}], 16");
                    }
                });
            }
        }
    }
}
