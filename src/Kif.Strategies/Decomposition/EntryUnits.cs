namespace Kif.Strategies;

/// <summary>Every trainable entry is a unit of its own; names and units are made on demand, scores are 8 bytes each.</summary>
public sealed class EntryUnits : ISkillUnitDecomposer
{
    /// <inheritdoc/>
    public SkillUnits Decompose(ParameterSpace space) => SkillUnits.OfEntries(space);
}
