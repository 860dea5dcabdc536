namespace Kif.Models.Peft;

/// <summary>Checks names and shapes of an adapter's tensors.</summary>
internal static class FactorShapes
{
    /// <summary>Finds a fault: a name that is not a factor's, a wrong shape, a missing partner; null if there is none.</summary>
    /// <param name="tensors">Names and shapes.</param>
    /// <param name="rankOf">Returns the rank of a module's adapter.</param>
    internal static string? Fault(IEnumerable<(string Name, IReadOnlyList<long> Shape)> tensors, Func<string, int> rankOf)
    {
        Dictionary<string, IReadOnlyList<long>> shapes = tensors.ToDictionary(t => t.Name, t => t.Shape, StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<long> shape) in shapes.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (PeftNames.ModuleOf(name) is not { } module) return $"'{ShownText.Of(name)}' is no factor of a linear module's adapter, such as '{PeftNames.A("MODULE")}'.";
            bool first = name == PeftNames.A(module);
            int rank = rankOf(module);
            if (shape.Count != 2 || shape[first ? 0 : 1] != rank)
            {
                return $"'{ShownText.Of(name)}' has shape [{string.Join(", ", shape)}], wanted {(first ? $"[{rank}, inputs]" : $"[outputs, {rank}]")}.";
            }
            string partner = first ? PeftNames.B(module) : PeftNames.A(module);
            if (!shapes.ContainsKey(partner)) return $"'{ShownText.Of(name)}' is there without '{ShownText.Of(partner, 120)}'.";
        }
        return shapes.Count == 0 ? "there are no factors." : null;
    }
}
