using System.Globalization;

namespace Kif;

/// <summary>The key of a run: one cell of a comparison's grid. Runs of different strategies with the same order and seed are paired.</summary>
/// <param name="Strategy">Name of the strategy.</param>
/// <param name="Order">Name of the order of the tasks, <c>order-1</c> and so on.</param>
/// <param name="Seed">The seed.</param>
public sealed record RunKey(string Strategy, string Order, long Seed)
{
    /// <summary>The name of the first or only order.</summary>
    public const string FirstOrder = "order-1";

    /// <summary>Returns e.g. <c>kif-lora, order-1, seed 3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Strategy}, {Order}, seed {Seed}");
}

/// <summary>A run that failed.</summary>
/// <param name="Key">The run.</param>
/// <param name="Message">The error message.</param>
public sealed record RunFailure(RunKey Key, string Message)
{
    /// <summary>The error with its type and stack trace, and those of its causes. Default: null, for unknown.</summary>
    public string? Trace { get; init; }

    /// <summary>Returns the failure that an event tells.</summary>
    internal static RunFailure Of(RunKey key, RunFailed e) => new(key, e.Message) { Trace = e.Trace };
}

/// <summary>The grid of a comparison's runs.</summary>
internal static class RunGrid
{
    /// <summary>Lists every strategy with every order and seed: first by order, then by seed, so that whole groups of paired runs are done early.</summary>
    public static IReadOnlyList<RunKey> Of(IEnumerable<string> strategies, IEnumerable<string> orders, IEnumerable<long> seeds) =>
        [.. orders.SelectMany(order => seeds.SelectMany(seed => strategies.Select(strategy => new RunKey(strategy, order, seed))))];
}
