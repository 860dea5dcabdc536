namespace Kif;

/// <summary>The model's space is known, or has changed because its adapter grew: build units here.</summary>
/// <param name="space">The space from now on.</param>
/// <param name="frozen">Adapters that growth has frozen beside the base, oldest first; folded ones are not among them. Borrowed until the next call.</param>
public readonly ref struct SpaceAttached(ParameterSpace space, IReadOnlyList<FrozenAdapter> frozen)
{
    /// <summary>The space from now on.</summary>
    public ParameterSpace Space { get; } = space;

    /// <summary>Adapters that growth has frozen beside the base, oldest first; folded ones are not among them. Borrowed until the next call.</summary>
    public IReadOnlyList<FrozenAdapter> Frozen { get; } = frozen;
}
