namespace Kif;

/// <summary>
/// A decomposer into LoRA rank-1 units: row i of A with column i of B, for every adapted module (algorithms.md 2.2). Unit names are the reference's: module
/// prefix, three bars, rank index; with the module's path if the factor's name has no prefix.
/// </summary>
internal sealed class RankUnits : ISkillUnitDecomposer
{
    /// <inheritdoc/>
    public SkillUnits Decompose(ParameterSpace space)
    {
        var units = new List<SkillUnit>();
        for (int a = 0; a < space.Parameters.Count; a++)
        {
            ParameterInfo first = space.Parameters[a];
            if (first.Role != ParameterRole.LoraA) continue;
            int b = PartnerOf(space, first);
            int named = first.Name.IndexOf("lora_A", StringComparison.Ordinal);
            string prefix = named < 0 ? $"{first.Module.Path}." : first.Name[..named];
            for (int i = 0; i < first.Shape[0]; i++)
                units.Add(new($"{prefix}|||{i}", [new UnitPart(a, 0, i, 1), new UnitPart(b, 1, i, 1)]));
        }
        if (units.Count == 0)
            throw new CompositionException("rank units are made of LoRA factors, and this model trains none: choose matrix units or train an adapter");
        return new SkillUnits(space, units);
    }

    private static int PartnerOf(ParameterSpace space, ParameterInfo a)
    {
        for (int i = 0; i < space.Parameters.Count; i++)
            if (space.Parameters[i] is { Role: ParameterRole.LoraB } b && b.Module.Path == a.Module.Path) return i;
        throw new CompositionException($"LoRA factor {a.Name} has no factor B in module {a.Module.Path}");
    }
}
