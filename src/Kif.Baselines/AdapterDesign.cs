namespace Kif;

/// <summary>What strategies share that fix the factors A of a new adapter by the inputs of its maps (algorithms.md 10.17).</summary>
internal static class AdapterDesign
{
    /// <summary>Checks that the factors A can be made of leading directions.</summary>
    /// <exception cref="CompositionException">A rank is larger than a block, or the blocks are unequal.</exception>
    public static void Check(string strategy, int blocks, IEnumerable<ParameterInfo> factors)
    {
        foreach (ParameterInfo a in factors)
        {
            (long rank, long inputs) = (a.Shape[0], a.Shape[1]);
            if (inputs % blocks != 0)
                throw new CompositionException($"{strategy}.blocks is {blocks}, which does not divide the {inputs} inputs of '{a.Module.Path}'");
            if (rank > inputs / blocks)
                throw new CompositionException(
                    $"{strategy} needs a rank of at most the inputs of a block: '{a.Module.Path}' has {inputs / blocks}, and the rank is {rank}");
        }
    }

    /// <summary>The share of a matrix's largest singular value below which another is rounding, where activations have this type.</summary>
    public static double Rounding(ScalarType dtype) => dtype == ScalarType.Float64 ? 1e-10 : 1e-5;

    /// <summary>Returns, by module, the first module that reads the same tensor.</summary>
    public static Dictionary<string, string> ByInput(IReadOnlyList<ParameterInfo> factors, IReadOnlyDictionary<string, Tensor> moments)
    {
        var first = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
        foreach (ParameterInfo a in factors) first.TryAdd(moments[a.Module.Path], a.Module.Path);
        return factors.ToDictionary(a => a.Module.Path, a => first[moments[a.Module.Path]]);
    }

    /// <summary>Returns, by module, the first module of the same attention (the queries' map) with as many inputs, as the published code does.</summary>
    public static Dictionary<string, string> ByAttention(IReadOnlyList<ParameterInfo> factors)
    {
        var first = new Dictionary<(string, long), string>();
        foreach (ParameterInfo a in factors) first.TryAdd(Key(a), a.Module.Path);
        return factors.ToDictionary(a => a.Module.Path, a => first[Key(a)]);

        static (string, long) Key(ParameterInfo a) => (a.Module.Path[..Math.Max(0, a.Module.Path.LastIndexOf('.'))], a.Shape[1]);
    }

    /// <summary>Returns factors A [rank, inputs], float64, in the leading free directions of their inputs, with rows of length 1/√3.</summary>
    /// <param name="subspaces">The protected directions.</param>
    /// <param name="inputs">The name of each module's input: a module that reads it.</param>
    /// <param name="moments">The second moments by module.</param>
    /// <param name="rounding">The share of the largest singular value that is rounding.</param>
    public static Func<ParameterInfo, Tensor> Leading(
        InputSubspaces subspaces, Dictionary<string, string> inputs, IReadOnlyDictionary<string, Tensor> moments, double rounding)
    {
        var designed = new Dictionary<(string, long), Tensor>();
        return a =>
        {
            (string Input, long Rank) key = (inputs[a.Module.Path], a.Shape[0]);
            if (!designed.TryGetValue(key, out Tensor? rows))
                designed[key] = rows = subspaces.Leading(key.Input, moments[key.Input], key.Rank, rounding) / Math.Sqrt(3);
            return rows;
        };
    }

    /// <summary>Returns a copy of weights with other factors A.</summary>
    public static Tensor With(Tensor weights, ParameterSpace space, IEnumerable<ParameterInfo> factors, Func<ParameterInfo, Tensor> design)
    {
        using var scope = torch.NewDisposeScope();
        Tensor copy = weights.clone();
        foreach (ParameterInfo a in factors) space.View(copy, space[a.Name]).copy_(design(a));
        return copy.MoveToOuterDisposeScope();
    }

    /// <summary>Tells of maps that have no free directions left for some rows of A.</summary>
    public static IReadOnlyList<string> Warnings(string strategy, ParameterSpace space, IReadOnlyList<ParameterInfo> factors, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        long[] idle = [.. factors.Select(a => space.View(weights, space[a.Name]).ne(0).any(1).eq(false).sum().ToInt64())];
        int maps = idle.Count(n => n > 0);
        return maps == 0 ? [] : [
            $"{strategy} found no free direction for {idle.Sum()} rows of A in {maps} of {factors.Count} maps, which learn less or nothing of this task: "
            + "a lower threshold protects less"];
    }
}
