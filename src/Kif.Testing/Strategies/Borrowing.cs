namespace Kif.Testing;

/// <summary>The checks of tensors and lists that are lent to hooks: not changed, and not kept.</summary>
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
            // A consequence of a change or a kept tensor, which is reported itself.
        }
        return (changed, kept);
    }
}
