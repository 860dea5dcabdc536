namespace Kif.Pipeline.Options;

/// <summary>Several names with plus signs between them, where a name may itself hold plus signs (<c>der++</c>).</summary>
internal static class SumOfNames
{
    /// <summary>The registered names that make up the text, the longest first where there is a choice; the text's pieces as they stand where it can't be split.</summary>
    /// <exception cref="CompositionException">A name is there twice.</exception>
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
