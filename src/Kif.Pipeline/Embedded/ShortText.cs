namespace Kif.Pipeline.Embedded;

/// <summary>A text of the small embedded world with the facts behind it.</summary>
internal sealed record ShortText(string Text, Facts Facts)
{
    private const int MinWords = 8, MaxWords = 24;

    /// <summary>The grammar of the world.</summary>
    public static Grammar World { get; } = Read();

    /// <summary>Generates texts until one has the required length and belongs to the required share.</summary>
    /// <param name="random">The random stream of facts and wording.</param>
    /// <param name="share">Stream and pretraining have disjoint shares of all texts, so neither contains a text of the other.</param>
    /// <param name="given">A fact with a given value, or null.</param>
    /// <param name="value">The given value.</param>
    public static ShortText Write(RandomStream random, TextShare share, string? given = null, string value = "")
    {
        while (true)
        {
            var facts = Facts.Draw(World, random, given, value);
            string text = World.Expand("text", facts, random);
            if (text.Count(c => c == ' ') + 1 is >= MinWords and <= MaxWords && ShareOf(text) == share) return new(text, facts);
        }
    }

    /// <summary>Returns the words in order, without punctuation.</summary>
    public string[] Words() => [.. Text.Split(' ').Select(w => w.TrimEnd('.', ','))];

    /// <summary>
    /// Returns the share of a text: a third of all texts belong to the stream, by the text's FNV-1a hash, the same on every machine and for every seed.
    /// </summary>
    private static TextShare ShareOf(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text) hash = (hash ^ c) * 1099511628211;
        return (hash >> 32) % 3 == 0 ? TextShare.Stream : TextShare.Pretraining;
    }

    private static Grammar Read()
    {
        using var reader = new StreamReader(typeof(ShortText).Assembly.GetManifestResourceStream("Kif.Pipeline.Embedded.world.txt")!);
        return new Grammar(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
