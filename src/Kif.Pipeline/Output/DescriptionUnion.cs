using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;

namespace Kif.Pipeline.Output;

/// <summary>
/// The union of a folder's description and that of another call: strategies, orders and seeds may be added, everything else must be unchanged.
/// </summary>
internal static class DescriptionUnion
{
    /// <exception cref="CompositionException">A setting of the folder's runs is different now; the message says which.</exception>
    public static RunDescription Of(string folder, RunDescription before, RunDescription now)
    {
        foreach (TaskOrder order in now.Orders)
            if (before.Orders.FirstOrDefault(o => o.Name == order.Name) is { } own && !own.Tasks.SequenceEqual(order.Tasks))
                throw Other(folder, $"{order.Name} is {string.Join(',', own.Tasks)} there and {string.Join(',', order.Tasks)} now");
        RunDescription union = now with
        {
            Orders = [.. before.Orders, .. now.Orders.Where(o => before.Orders.All(b => b.Name != o.Name))],
            Seeds = [.. before.Seeds.Union(now.Seeds)],
            Strategies = [.. before.Strategies.Union(now.Strategies)],
            Tasks = [.. now.Tasks, .. before.Tasks.Where(b => now.Tasks.All(t => t.Name != b.Name))],
            Compositions = before.Compositions.Where(c => !now.Compositions.ContainsKey(c.Key)).Concat(now.Compositions).ToDictionary(),
            OwnLearningRates = before.OwnLearningRates.Where(r => !now.Strategies.Contains(r.Key)).Concat(now.OwnLearningRates).ToDictionary(),
            Baseline = now.Baseline ?? before.Baseline,
        };
        if (union.Grid.Count == before.Grid.Count) union = union with { Command = before.Command };
        foreach (RunKey run in before.Grid)
            if (RunConfiguration.Difference(before, union, run) is { } difference) throw Other(folder, $"{difference} ({run})");
        return union;
    }

    private static CompositionException Other(string folder, string difference) => new($"{folder} holds another comparison: {difference}; choose another folder, or delete it");
}
