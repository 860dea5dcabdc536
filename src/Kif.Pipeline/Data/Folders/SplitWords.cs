namespace Kif;

/// <summary>
/// The words that say in a name which split a file or folder belongs to, in any case. A word counts at the start of a name or after one of - . _ space or a
/// digit, and before one of these or the end.
/// </summary>
internal static class SplitWords
{
    /// <summary>The split whose files are only left to test on if there is no other.</summary>
    public const string Eval = "eval";

    private static readonly (string Word, string Split)[] Words =
    [
        ("train", DataTask.TrainName), ("training", DataTask.TrainName), ("validation", "validation"), ("valid", "validation"), ("dev", "validation"),
        ("val", "validation"), ("test", "test"), ("testing", "test"), ("eval", Eval), ("evaluation", Eval),
    ];

    /// <summary>The splits in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Splits { get; } = [.. Words.Select(w => w.Split).Distinct()];

    /// <summary>Returns the splits that a name says, and the rank of the first word of each.</summary>
    public static IReadOnlyDictionary<string, int> In(string name)
    {
        var found = new Dictionary<string, int>();
        for (int w = 0; w < Words.Length; w++)
            if (Has(name, Words[w].Word)) found.TryAdd(Words[w].Split, w);
        return found;
    }

    /// <summary>Whether a name says exactly a split.</summary>
    public static bool Is(string name, string split) => In(name).ContainsKey(split);

    private static bool Has(string name, string word)
    {
        for (int at = 0; (at = name.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            if ((at == 0 || IsBoundary(name[at - 1])) && (at + word.Length == name.Length || IsBoundary(name[at + word.Length]))) return true;
        return false;
    }

    private static bool IsBoundary(char c) => c is '-' or '.' or '_' or ' ' || char.IsAsciiDigit(c);
}
