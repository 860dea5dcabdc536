namespace Kif;

/// <summary>The LoRA factors of a space in pairs, grouped by their shapes, so that a term takes a few operations for any number of modules.</summary>
internal static class FactorPairs
{
    /// <summary>Returns the indices of the factors A and B of every module, by group.</summary>
    /// <param name="space">The space.</param>
    /// <param name="what">What is made of the pairs, for the message.</param>
    /// <exception cref="CompositionException">The space has no factors, or one without its other.</exception>
    public static (int A, int B)[][] Of(ParameterSpace space, string what)
    {
        IReadOnlyList<ParameterInfo> all = space.Parameters;
        Dictionary<string, int> With(ParameterRole role) =>
            Enumerable.Range(0, all.Count).Where(i => all[i].Role == role).ToDictionary(i => all[i].Module.Path);
        (Dictionary<string, int> a, Dictionary<string, int> b) = (With(ParameterRole.LoraA), With(ParameterRole.LoraB));
        if (a.Count == 0 || a.Count != b.Count || !a.Keys.All(b.ContainsKey))
            throw new CompositionException(
                $"the {what} is made of LoRA factors in pairs, and this model trains {(a.Count + b.Count == 0 ? "none" : "others")}");
        return [.. a.Select(p => (A: p.Value, B: b[p.Key])).GroupBy(p => (all[p.A].Shape[0], all[p.A].Shape[1], all[p.B].Shape[0]))
            .Select(g => g.ToArray())];
    }

    /// <summary>Stacks one group of a split vector: [modules, rank, inputs] and [modules, outputs, rank].</summary>
    public static (Tensor A, Tensor B) Stack(Tensor[] pieces, IReadOnlyList<(int A, int B)> group) =>
        (torch.stack(group.Select(p => pieces[p.A])), torch.stack(group.Select(p => pieces[p.B])));
}
