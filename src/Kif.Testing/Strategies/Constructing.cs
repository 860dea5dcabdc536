namespace Kif.Testing;

/// <summary>The check that composing a strategy does no work.</summary>
internal static class Constructing
{
    public static void Check(StrategySubject subject)
    {
        subject.Compose().Dispose();
        long before = LiveTensors.Count;
        using StrategyComposition composition = subject.Compose();
        if (LiveTensors.Count != before) throw new ConformanceException($"made {LiveTensors.Count - before} tensors in its constructor, before there was a model");
        composition.Dispose();
        composition.Dispose();
    }
}
