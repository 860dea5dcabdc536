using Kif.Pipeline.Events;

namespace Kif.Pipeline.Comparison;

/// <summary>The grid of a comparison's runs.</summary>
public static class RunGrid
{
    /// <summary>Lists every strategy with every order and seed: first by order, then by seed, so that whole groups of paired runs are done early.</summary>
    public static IReadOnlyList<RunKey> Of(IEnumerable<string> strategies, IEnumerable<string> orders, IEnumerable<long> seeds) =>
        [.. orders.SelectMany(order => seeds.SelectMany(seed => strategies.Select(strategy => new RunKey(strategy, order, seed))))];
}
