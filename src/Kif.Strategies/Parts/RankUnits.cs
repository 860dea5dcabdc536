namespace Kif;

/// <summary>
/// A decomposer into LoRA rank-1 units: row i of A with column i of B, for every adapted module (algorithms.md 2.2). Unit names are the reference's: module
/// prefix, three bars, rank index; with the module's path if the factor's name has no prefix.
/// </summary>
internal class RankUnits : ISkillUnitDecomposer
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
                units.AddRange(Units(first.Module, $"{prefix}|||{i}", new(a, 0, i, 1), new(b, 1, i, 1)));
        }
        if (units.Count == 0)
            throw new CompositionException("rank units are made of LoRA factors, and this model trains none: choose matrix units or train an adapter");
        return new SkillUnits(space, units);
    }

    /// <summary>Returns the units of one rank of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The name of the rank.</param>
    /// <param name="row">The row of A.</param>
    /// <param name="column">The column of B.</param>
    protected virtual IEnumerable<SkillUnit> Units(ModuleInfo module, string name, UnitPart row, UnitPart column) => [new(name, [row, column])];

    private static int PartnerOf(ParameterSpace space, ParameterInfo a)
    {
        for (int i = 0; i < space.Parameters.Count; i++)
            if (space.Parameters[i] is { Role: ParameterRole.LoraB } b && b.Module.Path == a.Module.Path) return i;
        throw new CompositionException($"LoRA factor {a.Name} has no factor B in module {a.Module.Path}");
    }
}

/// <summary>
/// Rank-1 units that keep the parts of fused maps apart: where one map computes queries, keys and values (or gate and inner layer), the column of B is a unit
/// for each of them, and the row of A, which they share, is a unit of its own. Other modules have the units of <see cref="RankUnits"/>.
/// </summary>
internal sealed class SlicedRankUnits : RankUnits
{
    /// <inheritdoc/>
    protected override IEnumerable<SkillUnit> Units(ModuleInfo module, string name, UnitPart row, UnitPart column)
    {
        if (module.Slices.Count == 0)
        {
            yield return new(name, [row, column]);
            yield break;
        }
        yield return new($"{name}.in", [row]);
        long start = 0;
        foreach ((string part, long width) in module.Slices)
        {
            yield return new($"{name}.{part}", [column with { Within = (start, width) }]);
            start += width;
        }
    }
}
