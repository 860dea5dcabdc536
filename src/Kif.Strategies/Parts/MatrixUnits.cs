namespace Kif;

/// <summary>
/// A decomposer with one unit per trainable tensor; the factors A and B of a LoRA module are two units, tied tensors are one (algorithms.md 2.1).
/// </summary>
internal sealed class MatrixUnits : ISkillUnitDecomposer
{
    /// <inheritdoc/>
    public SkillUnits Decompose(ParameterSpace space) =>
        new(space, [.. space.Parameters.Select((p, i) => new SkillUnit(p.Name, [UnitPart.Of(i)]))]);
}

/// <summary>A decomposer with one unit per trainable element; names and units are created on demand, scores are 8 bytes each.</summary>
internal sealed class ElementUnits : ISkillUnitDecomposer
{
    /// <inheritdoc/>
    public SkillUnits Decompose(ParameterSpace space) => SkillUnits.OfElements(space);
}
