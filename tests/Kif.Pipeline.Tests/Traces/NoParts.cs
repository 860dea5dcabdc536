namespace Kif.Pipeline.Tests.Traces;

/// <summary>A source of parts for strategies that need none.</summary>
internal sealed class NoParts : IComponentSource
{
    public TPart Create<TPart>(ComponentChoice choice)
        where TPart : class => throw new InvalidOperationException($"the strategy asks for no part, but for '{choice.Use}'");
}
