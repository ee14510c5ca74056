namespace Krypton.Gpu.Cuda;

/// <summary>How operands come into shared memory.</summary>
internal sealed partial class ConvolutionPtx
{
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

        /// <summary>Finds where the first step's tap lies ahead of its copies.</summary>
        public void TurnFirst() => ByCopiers(() => Turn(_next[0]));

        /// <summary>Starts the copies of the next step into the next stage, or none behind the last; either way a group of copies ends here.</summary>
        public void Load()
        {
            _.Unless(_.Predicate("setp.eq.s32", _kernel._unloaded, 0), () =>
            {
                ByCopiers(CopyPixels);
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

        /// <summary>Has the warps do it that copy pixels.</summary>
        private void ByCopiers(Action work)
        {
            if (Warps * 32 < _tile.Threads)
            {
                _.Unless(_.Predicate("setp.ge.s32", _kernel._thread, Warps * 32), work);
            }
            else
            {
                work();
            }
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

                // Outside the map both words are zero, and the high one stays so.
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
