namespace Kif.Baselines;

/// <summary>The LoRA factors of a space grouped by role and shape, so that a term takes a few operations for any number of modules.</summary>
internal static class FactorGroups
{
    /// <summary>Returns the indices of the factors with these roles, by group.</summary>
    /// <exception cref="CompositionException">The space has no such factors.</exception>
    public static int[][] Of(ParameterSpace space, string term, params ParameterRole[] roles)
    {
        IReadOnlyList<ParameterInfo> all = space.Parameters;
        int[][] groups = [.. Enumerable.Range(0, all.Count).Where(i => roles.Contains(all[i].Role))
            .GroupBy(i => (all[i].Role, all[i].Shape[0], all[i].Shape[1])).Select(g => g.ToArray())];
        return groups.Length > 0 ? groups : throw new CompositionException($"the {term} is made of LoRA factors, and this model trains none");
    }

    /// <summary>Stacks one group of a split vector, [modules, rows, columns].</summary>
    public static Tensor Stack(Tensor[] pieces, int[] group) => torch.stack(group.Select(i => pieces[i]));
}
