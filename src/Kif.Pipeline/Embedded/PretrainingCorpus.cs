namespace Kif.Pipeline.Embedded;

/// <summary>
/// A general corpus on texts of the same world as <see cref="EmbeddedStream"/>, from which a small model learns the language and question
/// answering. One half is span corruption (T5: 15 % of the words, target <c>&lt;extra_id_0&gt; words &lt;extra_id_1&gt;</c>), the other half a mixture
/// of questions that the stream does not ask: first word, neighbor of a word, number of words, copying, who, which animal, …
/// </summary>
public static class PretrainingCorpus
{
    /// <summary>
    /// Generates the corpus lazily; a shorter corpus is a prefix of a longer one with the same seed. No text of any <see cref="EmbeddedStream"/>, with any
    /// seed, is in any corpus: each text of the world belongs to the share of one of the two.
    /// </summary>
    /// <param name="seed">Equal seeds give equal corpora on every machine.</param>
    /// <param name="count">Number of examples, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static IEnumerable<Example> Create(ulong seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Generate(new RandomStream(seed).Derive("pretraining-corpus"), count);
    }

    /// <summary>Generates endless questions that only ask for one word of the text or for the kind of a word.</summary>
    /// <param name="seed">Equal seeds give equal questions on every machine.</param>
    public static IEnumerable<Example> Reading(ulong seed) =>
        Create(seed, int.MaxValue).Where(e => ReadingQuestions.Any(q => e.Input.StartsWith(q, StringComparison.Ordinal)) && !e.Input.Contains(SpanCorruption.Sentinel(0), StringComparison.Ordinal));

    private static readonly string[] ReadingQuestions = ["who does", "which animal", "which number", "which object", "what is the", "what kind"];

    private static IEnumerable<Example> Generate(RandomStream random, int count)
    {
        for (int i = 0; i < count; i++) yield return i % 2 == 0 ? Corrupted(random, $"pretraining-{i}") : Asked(random, $"pretraining-{i}");
    }

    private static Example Corrupted(RandomStream random, string id)
    {
        (string input, string target) = SpanCorruption.Corrupt(ShortText.Write(random, TextShare.Pretraining).Text, random);
        return new(input, target, id);
    }

    private static Example Asked(RandomStream random, string id)
    {
        PretrainingQuestion question = PretrainingQuestion.All[random.Next(PretrainingQuestion.All.Count)];
        while (true)
            if (question.Ask(ShortText.Write(random, TextShare.Pretraining), random, id) is { } example) return example;
    }
}
