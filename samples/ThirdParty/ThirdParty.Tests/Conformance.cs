using Kif.Testing;
using ThirdParty.Parts;
using ThirdParty.Strategy;

namespace ThirdParty.Tests;

public sealed class SlowWeightsConformance : StrategyConformance<SlowWeights, SlowWeightsOptions>
{
    protected override SlowWeightsOptions InactiveOptions() => new() { Momentum = 0 };
}

public sealed class OutputRowsConformance : DecomposerConformance<OutputRows, Kif.NoOptions>;

public sealed class MovementConformance : EstimatorConformance<Movement, Kif.NoOptions>;

public sealed class ShareFuserConformance : FuserConformance<ShareFuser, ShareFuserOptions>;

public sealed class RingBufferConformance : ReplayBufferConformance<RingBuffer, RingBufferOptions>
{
    protected override RingBufferOptions Options() => new() { PerTask = 5, MaxExamples = 12 };

    protected override int? MaxExamples(RingBufferOptions options) => options.MaxExamples;
}
