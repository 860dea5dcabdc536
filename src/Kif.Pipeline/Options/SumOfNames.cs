namespace Kif.Pipeline.Options;

/// <summary>Splits names joined by plus signs, where a name may itself contain plus signs (<c>der++</c>).</summary>
internal static class SumOfNames
{
    /// <summary>
    /// Returns the registered names in the text, preferring the longest; if it can't be split into registered names, its pieces between plus signs.
    /// </summary>
    /// <exception cref="CompositionException">A name occurs twice.</exception>
    public static IReadOnlyList<string> Split(string text, KifCatalog catalog)
    {
        string[] known = [.. catalog.Names.OrderByDescending(n => n.Length)];
        IReadOnlyList<string> names = Known(text, known) ?? text.Split('+');
        return names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw new CompositionException($"'{text}' names '{twice.Key}' twice") : names;
    }

    private static IReadOnlyList<string>? Known(string text, string[] known)
    {
        foreach (string name in known)
        {
            if (text == name) return [name];
            if (text.StartsWith(name + '+', StringComparison.Ordinal) && Known(text[(name.Length + 1)..], known) is { } rest) return [name, .. rest];
        }
        return null;
    }
}
