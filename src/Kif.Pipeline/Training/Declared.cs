namespace Kif.Pipeline.Training;

/// <summary>A check that parts have only the effects that they declare.</summary>
internal static class Declared
{
    /// <exception cref="CompositionException">The part has an effect that it did not declare.</exception>
    public static void Check(StrategyPart part, StrategyEffects effect, bool has, string what)
    {
        if (has && !part.Strategy.Traits.Effects.HasFlag(effect))
            throw new CompositionException($"'{part.Name}' {what} without declaring the effect {effect} in its traits");
    }
}
