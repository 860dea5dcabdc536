namespace Kif.Testing;

/// <summary>What hooks do with tensors and lists that are lent to them.</summary>
internal static class Borrowing
{
    public static void Unchanged(StrategySubject subject) => Watch(subject).Changed.ForEach(what => throw new ConformanceException(what));

    public static void NothingKept(StrategySubject subject) => Watch(subject).Kept.ForEach(what => throw new ConformanceException(what));

    private static (List<string> Changed, List<string> Kept) Watch(StrategySubject subject)
    {
        List<string> changed = [], kept = [];
        StrategyComposition Watched(StrategyComposition composition) => new(
            [.. composition.Parts.Select(p => new StrategyPart(p.Name, new WatchedStrategy(p.Strategy, new(p.Name, p.Strategy, changed.Add, kept.Add))))],
            composition.Buffer is { } buffer ? new WatchedBuffer(buffer, new("memory", buffer, changed.Add, kept.Add)) : null, composition.Trains);
        try
        {
            TracedRuns.Trace(subject, new() { Wrap = Watched });
        }
        catch (Exception) when (changed.Count + kept.Count > 0)
        {
            // What follows from a change or a kept tensor is told by it.
        }
        return (changed, kept);
    }
}
