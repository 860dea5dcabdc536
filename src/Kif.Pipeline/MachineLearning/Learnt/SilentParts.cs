namespace Kif.Pipeline.MachineLearning.Learnt;

/// <summary>Creates the placeholder strategy of a model that only answers: parts of the same names that do nothing and keep no state.</summary>
internal static class SilentParts
{
    public static StrategyComposition Of(IReadOnlyList<string> names, TrainedWeights trains) => new([.. names.Select(name => new StrategyPart(name, new SilentStrategy()))], trains: trains);

    private sealed class SilentStrategy : ContinualStrategy;
}
