using System.Globalization;

namespace Kif.Pipeline.Events;

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
