namespace Kif;

/// <summary>The treatment of the current adapter when a new one starts.</summary>
public enum AdapterGrowth
{
    /// <summary>Frozen; it stays active beside the new one.</summary>
    Stack,

    /// <summary>Merged into a private copy of the base weights. Its factors are gone: code that needs them later must keep a copy.</summary>
    Fold,
}
