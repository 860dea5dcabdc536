namespace Kif;

/// <summary>The parameter space of the model, at the start or after its adapter grew: build units here.</summary>
/// <param name="space">The new space.</param>
/// <param name="frozen">The adapters frozen beside the base, oldest first, without merged ones. Borrowed until the next call.</param>
public readonly ref struct SpaceAttached(ParameterSpace space, IReadOnlyList<FrozenAdapter> frozen)
{
    /// <summary>The new space.</summary>
    public ParameterSpace Space { get; } = space;

    /// <summary>The adapters frozen beside the base, oldest first, without merged ones. Borrowed until the next call.</summary>
    public IReadOnlyList<FrozenAdapter> Frozen { get; } = frozen;
}
