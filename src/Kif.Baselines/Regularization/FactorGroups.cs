namespace Kif.Baselines;

/// <summary>The LoRA factors of a space in groups of one role and shape, so that a term takes a few operations whatever the number of modules.</summary>
internal static class FactorGroups
{
    /// <summary>Indices of the factors of these roles.</summary>
    /// <exception cref="CompositionException">The space has none.</exception>
    public static int[][] Of(ParameterSpace space, string term, params ParameterRole[] roles)
    {
        IReadOnlyList<ParameterInfo> all = space.Parameters;
        int[][] groups = [.. Enumerable.Range(0, all.Count).Where(i => roles.Contains(all[i].Role))
            .GroupBy(i => (all[i].Role, all[i].Shape[0], all[i].Shape[1])).Select(g => g.ToArray())];
        return groups.Length > 0 ? groups : throw new CompositionException($"the {term} is made of LoRA factors, and this model trains none");
    }

    /// <summary>One group of a vector that was split, [modules, rows, columns].</summary>
    public static Tensor Stack(Tensor[] pieces, int[] group) => torch.stack(group.Select(i => pieces[i]));
}
