namespace Kif.Strategies;

/// <summary>Every trainable tensor is one unit; the factors A and B of a LoRA module are two, tied tensors are one (spec 2.1).</summary>
public sealed class MatrixUnits : ISkillUnitDecomposer
{
    /// <inheritdoc/>
    public SkillUnits Decompose(ParameterSpace space) =>
        new(space, [.. space.Parameters.Select((p, i) => new SkillUnit(p.Name, [UnitPart.Of(i)]))]);
}
