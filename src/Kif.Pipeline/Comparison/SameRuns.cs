using System.Globalization;

namespace Kif;

/// <summary>The runs of a grid that compute the same under another name: the same composition, training, tasks in the same order, and seed.</summary>
internal static class SameRuns
{
    /// <summary>Returns the first such run of each run.</summary>
    public static IReadOnlyDictionary<RunKey, RunKey> Of(Comparison comparison)
    {
        Dictionary<string, int> strategies = [], orders = comparison.Orders.ToDictionary(o => o.Name, o => comparison.Orders.ToList()
            .FindIndex(other => other.Tasks.SequenceEqual(o.Tasks)));
        var known = new List<(string Composition, TrainingOptions Training)>();
        foreach (StrategyChoice strategy in comparison.Strategies)
        {
            (string, TrainingOptions) own = (strategy.Spec.ToNode().ToJsonString(), strategy.Training ?? comparison.Training);
            if (!known.Contains(own)) known.Add(own);
            strategies[strategy.Name] = known.IndexOf(own);
        }
        return comparison.Grid.GroupBy(r => string.Create(CultureInfo.InvariantCulture, $"{strategies[r.Strategy]}/{orders[r.Order]}/{r.Seed}"))
            .SelectMany(g => g.Select(run => KeyValuePair.Create(run, g.First()))).ToDictionary();
    }
}
