using Kif.Testing;

namespace Kif.ExternalConsumer.Tests;

public sealed class AnchorConformance : StrategyConformance<AnchorStrategy, AnchorOptions>
{
    protected override AnchorOptions InactiveOptions() => new() { Lambda = 0 };
}
