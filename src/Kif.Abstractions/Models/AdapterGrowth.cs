namespace Kif;

/// <summary>What happens to the adapter learnt so far when a fresh one starts.</summary>
public enum AdapterGrowth
{
    /// <summary>It is frozen and stays active beside the new one.</summary>
    Stack,

    /// <summary>It is folded into a private copy of the base weights, and its factors are gone: whoever needs them later keeps them.</summary>
    Fold,
}
