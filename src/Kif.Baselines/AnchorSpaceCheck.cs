namespace Kif;

/// <summary>Checks that the parameter space still is that of a part's vectors of earlier tasks.</summary>
/// <param name="part">The part's name, for messages.</param>
internal sealed class AnchorSpaceCheck(string part)
{
    private ParameterSpace? home;

    /// <summary>Changes to a space if the vectors kept from earlier tasks belong to it.</summary>
    /// <param name="space">The new space.</param>
    /// <param name="kept">A vector of earlier tasks, or null if there is none.</param>
    /// <exception cref="CompositionException">The vector belongs to another space.</exception>
    public void Check(ParameterSpace space, Tensor? kept)
    {
        if (kept is not null && (home is null ? kept.shape[0] != space.Length : home.Fingerprint != space.Fingerprint))
            throw new CompositionException(
                $"'{part}' ties weights to those of earlier tasks, but the model's trainable parameters have changed since " +
                $"(space {home?.Fingerprint ?? "unknown"}, {kept.shape[0]} elements, now {space.Fingerprint}, {space.Length}): " +
                "it goes together with one adapter for all tasks, not with parts that start a new one");
        home = space;
    }
}
