namespace Kif;

/// <summary>The model's space is known, or has changed because its adapter grew: build units here.</summary>
/// <param name="space">The space from now on.</param>
/// <param name="frozen">The factors of adapters that growth has frozen, by name; empty at first.</param>
public readonly ref struct SpaceAttached(ParameterSpace space, IReadOnlyList<FrozenAdapter> frozen)
{
    /// <summary>The space from now on.</summary>
    public ParameterSpace Space { get; } = space;

    /// <summary>Adapters that growth has frozen, oldest first.</summary>
    public IReadOnlyList<FrozenAdapter> Frozen { get; } = frozen;
}
