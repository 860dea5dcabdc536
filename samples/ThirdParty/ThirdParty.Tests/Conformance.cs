using Kif.Models;
using Kif.Testing;
using ThirdParty.GptNeoX;
using ThirdParty.Parts;
using ThirdParty.Strategy;
using TorchSharp;

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

public sealed class TokenF1Conformance : MetricConformance<TokenF1, Kif.NoOptions>;

public sealed class GptNeoXConformance : BackboneConformance
{
    private static readonly string Settings = Path.Combine(AppContext.BaseDirectory, "known", "tiny-gpt-neox.json");

    protected override IBackbone Create(IWeightSource weights, torch.ScalarType dtype) =>
        new GptNeoX.GptNeoX(new BackboneFiles(ConfigFile.Read(Settings), weights, null), torch.CPU, dtype);
}
