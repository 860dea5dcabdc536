namespace Kif.Pipeline.Embedded;

/// <summary>
/// The vocabulary of <see cref="EmbeddedStream"/> and <see cref="PretrainingCorpus"/>. Their texts are words separated by one space;
/// a word is one of <see cref="Words"/>, with at most one mark of <see cref="Punctuation"/> attached to its end, or one of <see cref="Sentinels"/>
/// with nothing attached.
/// </summary>
public static class EmbeddedVocabulary
{
    /// <summary>Returns all words, of lower-case letters a to z, in ordinal order.</summary>
    public static IReadOnlyList<string> Words() =>
    [
        .. ShortText.World.Terminals.Concat(StreamQuestion.All.Select(q => q.Question))
            .Concat(PretrainingQuestion.All.Select(q => q.Pattern)).Concat(PretrainingQuestion.Answers)
            .SelectMany(t => t.Split(' ')).Where(t => t[0] != '{').Select(t => t.TrimEnd('.', ',', '?')).Where(t => t.Length > 0)
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The punctuation marks that may follow a word.</summary>
    public static IReadOnlyList<char> Punctuation { get; } = [',', '.', '?'];

    /// <summary>The sentinels used by span corruption, in order.</summary>
    public static IReadOnlyList<string> Sentinels { get; } = [.. Enumerable.Range(0, SpanCorruption.MostSpans + 1).Select(SpanCorruption.Sentinel)];
}
