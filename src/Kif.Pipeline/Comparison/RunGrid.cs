using Kif.Pipeline.Events;

namespace Kif.Pipeline.Comparison;

/// <summary>The runs of a comparison.</summary>
public static class RunGrid
{
    /// <summary>Every strategy with every order and seed: orders outside, then seeds, so that whole rows of paired runs are done early.</summary>
    public static IReadOnlyList<RunKey> Of(IEnumerable<string> strategies, IEnumerable<string> orders, IEnumerable<long> seeds) =>
        [.. orders.SelectMany(order => seeds.SelectMany(seed => strategies.Select(strategy => new RunKey(strategy, order, seed))))];
}
