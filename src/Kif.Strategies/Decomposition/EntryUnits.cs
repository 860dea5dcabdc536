namespace Kif.Strategies;

/// <summary>A decomposer with one unit per trainable element; names and units are created on demand, scores are 8 bytes each.</summary>
public sealed class EntryUnits : ISkillUnitDecomposer
{
    /// <inheritdoc/>
    public SkillUnits Decompose(ParameterSpace space) => SkillUnits.OfEntries(space);
}
