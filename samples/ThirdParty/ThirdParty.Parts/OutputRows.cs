using Kif;

namespace ThirdParty.Parts;

/// <summary>
/// Units by what they write to: every row of a factor B, so every output of an adapted map, is a unit; all other trainable tensors are units as a whole.
/// </summary>
public sealed class OutputRows : ISkillUnitDecomposer
{
    /// <inheritdoc/>
    public SkillUnits Decompose(ParameterSpace space) => new(space, [.. space.Parameters.SelectMany(Units)]);

    private static IEnumerable<SkillUnit> Units(ParameterInfo parameter, int index)
    {
        if (parameter.Role != ParameterRole.LoraB) return [new(parameter.Name, [UnitPart.Of(index)])];
        return Enumerable.Range(0, (int)parameter.Shape[0]).Select(row => new SkillUnit($"{parameter.Name}[{row}]", [new UnitPart(index, 0, row, 1)]));
    }
}
