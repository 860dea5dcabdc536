namespace Kif.Strategies;

/// <summary>A decomposer with one unit per trainable tensor; the factors A and B of a LoRA module are two units, tied tensors are one (spec 2.1).</summary>
public sealed class MatrixUnits : ISkillUnitDecomposer
{
    /// <inheritdoc/>
    public SkillUnits Decompose(ParameterSpace space) =>
        new(space, [.. space.Parameters.Select((p, i) => new SkillUnit(p.Name, [UnitPart.Of(i)]))]);
}
