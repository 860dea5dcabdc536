namespace Kif;

/// <summary>
/// A general corpus on texts of the same world as <see cref="EmbeddedStream"/>, from which a small model learns the language and question
/// answering. One half is span corruption (T5: 15 % of the words, target <c>&lt;extra_id_0&gt; words &lt;extra_id_1&gt;</c>), the other half a mixture
/// of questions that the stream does not ask: first word, neighbor of a word, number of words, copying, who, which animal, indoors or outdoors, …
/// </summary>
internal static class PretrainingCorpus
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

    /// <summary>Generates endless questions that only ask for one word: of the text, for the kind of a word, or for what the text says.</summary>
    /// <param name="seed">Equal seeds give equal questions on every machine.</param>
    public static IEnumerable<Example> Reading(ulong seed) =>
        Create(seed, int.MaxValue)
        .Where(e => ReadingQuestions.Any(q => e.Input.StartsWith(q, StringComparison.Ordinal))
        && !e.Input.Contains(SpanCorruption.Sentinel(0), StringComparison.Ordinal));

    private static readonly string[] ReadingQuestions =
    [
        "who does", "which animal", "which number", "which object", "what is the", "what kind", "what is another", "plus or", "is the writer",
        "is it", "is there",
    ];

    private static IEnumerable<Example> Generate(RandomStream random, int count)
    {
        for (int i = 0; i < count; i++) yield return i % 2 == 0 ? Corrupted(random, $"pretraining-{i}") : Asked(random, $"pretraining-{i}");
    }

    private static Example Corrupted(RandomStream random, string id)
    {
        (string input, string target) = SpanCorruption.Corrupt(WorldText.Write(random, WorldTextShare.Pretraining).Text, random);
        return new(input, target, id);
    }

    private static Example Asked(RandomStream random, string id)
    {
        PretrainingQuestion question = PretrainingQuestion.All[random.Next(PretrainingQuestion.All.Count)];
        while (true)
            if (question.Ask(WorldText.Write(random, WorldTextShare.Pretraining), random, id) is { } example) return example;
    }
}

/// <summary>
/// A question of the supervised half of the pretraining corpus. None is a question of the stream, and none that asks for a fact of the stream has the stream's
/// answers, except colors, which are words of the text.
/// </summary>
/// <param name="Pattern">The input: {0} stands for the text, {1} and {2} for words of the question.</param>
/// <param name="Fill">Chooses {1}, {2} and the answer; null if the question does not apply to the text.</param>
internal sealed record PretrainingQuestion(string Pattern, Func<WorldText, RandomStream, PretrainingQuestion.Filling?> Fill)
{
    /// <summary>The answers that need not occur in a text.</summary>
    public static IReadOnlyList<string> Answers { get; } =
        
    [
        "yes", "no", "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        .. PretrainingWordKinds.Names, .. PretrainingSynonyms.All.Select(s => s.Word),
    ];

    /// <summary>All questions.</summary>
    public static IReadOnlyList<PretrainingQuestion> All { get; } =
    [
        new("what is the first word? {0}", (text, _) => new(text.Words()[0])),
        new("what is the last word? {0}", (text, _) => new(text.Words()[^1])),
        new("who does something? {0}", (text, _) => new(text.Facts["who"])),
        new("how many words are these? {1}", (text, random) => Chunk(text, random, 9, words => Answers[words.Length + 2])),
        new("copy the words. {1}", (text, random) => Chunk(text, random, 6, words => string.Join(' ', words))),
        new("turn the words round. {1}", (text, random) => Chunk(text, random, 4, words => string.Join(' ', words.Reverse()))),
        new("which word comes after {1}? {0}", (text, random) => Neighbor(text, random, 1)),
        new("which word comes before {1}? {0}", (text, random) => Neighbor(text, random, -1)),
        new("which word is in the text, {1} or {2}? {0}", (text, random) => Either(text, random, true)),
        new("which word is missing in the text, {1} or {2}? {0}", (text, random) => Either(text, random, false)),
        new("is the word {1} in the text? {0}", (text, random) =>
            random.Next(2) == 0 ? new("yes", One(text.Words(), random)) : new("no", Absent(text, random))),
        new("which animal is named? {0}", (text, random) => Named(text, random, "animal")),
        new("which number is named? {0}", (text, random) => Named(text, random, "number")),
        new("which object does the writer name? {0}", (text, _) => text.Words().Contains(text.Facts["other_thing"]) ? null : new(text.Facts["thing"])),
        new("go on with the text. {1}", Rest),
        new("what kind of word is {1}?", (_, random) => PretrainingWordKinds.Draw(random) is var (word, kind) ? new(kind, word) : null),
        new("what is another word for {1}?", (_, random) => PretrainingSynonyms.Draw(random) is var (word, other) ? new(other, word) : null),
        new("what kind of text is it? {0}", (text, _) => new(PretrainingSynonyms.Of(text.Facts["topic"]))),
        new("plus or minus? {0}", (text, _) => new(PretrainingSynonyms.Of(text.Facts["mood"]))),
        new("is the writer pleased? {0}", (text, _) => new(text.Facts["mood"] == "good" ? "yes" : "no")),
        new("is it indoors or outdoors? {0}", (text, _) => new(PretrainingSynonyms.Of(text.Facts["place"]))),
        new("is there a roof? {0}", (text, _) => new(text.Facts["place"] == "inside" ? "yes" : "no")),
        new("is it over, running or coming? {0}", (text, _) => new(PretrainingSynonyms.Of(text.Facts["time"]))),
        new("what is the colour of the {1}? {0}", (text, _) => new(text.Facts["colour"], text.Facts["thing"])),
    ];

    /// <summary>Creates the example of this question about a text, or null.</summary>
    public Example? Ask(WorldText text, RandomStream random, string id) =>
        Fill(text, random) is { } f ? new Example(string.Format(Pattern, text.Text, f.First, f.Second), f.Answer, id) : null;

    private static string One(IReadOnlyList<string> words, RandomStream random) => words[random.Next(words.Count)];

    /// <summary>Selects two or more successive words, and an answer about them.</summary>
    private static Filling Chunk(WorldText text, RandomStream random, int longest, Func<string[], string> answer)
    {
        string[] words = text.Words();
        int length = 2 + random.Next(Math.Min(longest, words.Length) - 1), start = random.Next(words.Length - length + 1);
        string[] chunk = words[start..(start + length)];
        return new(answer(chunk), string.Join(' ', chunk));
    }

    private static string Absent(WorldText text, RandomStream random)
    {
        // A word of another text of the same world has the same frequency as those of this one.
        string[] words = text.Words(), others;
        do others = [.. WorldText.Write(random, WorldTextShare.Pretraining).Words().Except(words)]; while (others.Length == 0);
        return One(others, random);
    }

    private static Filling Either(WorldText text, RandomStream random, bool present)
    {
        string inside = One(text.Words(), random), outside = Absent(text, random);
        return new(present ? inside : outside, random.Next(2) == 0 ? (inside, outside) : (outside, inside));
    }

    private static Filling? Neighbor(WorldText text, RandomStream random, int step)
    {
        string[] words = text.Words();
        int at = random.Next(words.Length - 1) + (step < 0 ? 1 : 0);
        return words.Count(w => w == words[at]) == 1 ? new(words[at + step], words[at]) : null;
    }

    private static Filling? Named(WorldText text, RandomStream random, string fact) =>
        text.Words().Contains(text.Facts[fact]) ? new(text.Facts[fact]) : random.Next(8) == 0 ? new("none") : null;

    private static Filling? Rest(WorldText text, RandomStream random)
    {
        string[] words = text.Text.Split(' ');
        int kept = words.Length - 1 - random.Next(3);
        return new(string.Join(' ', words[kept..]), string.Join(' ', words[..kept]));
    }

    /// <summary>A filled-in question.</summary>
    internal sealed record Filling(string Answer, string First = "", string Second = "")
    {
        public Filling(string answer, (string First, string Second) words) : this(answer, words.First, words.Second) { }
    }
}

/// <summary>T5's span corruption: spans of words are replaced by sentinels, and the target restores them.</summary>
internal static class SpanCorruption
{
    private const double MaskedShare = 0.15, MeanSpan = 2.5;

    /// <summary>The maximum number of spans, that of the longest text.</summary>
    public const int MaxSpans = 2;

    /// <summary>Returns a sentinel's text.</summary>
    public static string Sentinel(int index) => $"<extra_id_{index}>";

    /// <summary>Masks about 15 % of the words, in spans of two to three; spans never touch each other.</summary>
    public static (string Input, string Target) Corrupt(string text, RandomStream random)
    {
        string[] words = text.Split(' ');
        int masked = Math.Max(1, (int)Math.Round(words.Length * MaskedShare + random.NextDouble(-0.5, 0.5)));
        int spans = Math.Clamp((int)Math.Round(masked / MeanSpan + random.NextDouble(-0.25, 0.25)), 1, MaxSpans);
        int[] lengths = Parts(masked, spans, random), gaps = Parts(words.Length - masked + 2, spans + 1, random);
        var (input, target) = (new List<string>(), new List<string>());
        int at = 0;
        for (int s = 0; s < spans; s++)
        {
            // The first gap may be empty, so a text can begin with a sentinel; the rest after the last span may be empty too.
            int gap = gaps[s] - (s == 0 ? 1 : 0);
            input.AddRange([.. words[at..(at + gap)], Sentinel(s)]);
            target.AddRange([Sentinel(s), .. words[(at + gap)..(at + gap + lengths[s])]]);
            at += gap + lengths[s];
        }
        input.AddRange(words[at..]);
        target.Add(Sentinel(spans));
        return (string.Join(' ', input), string.Join(' ', target));
    }

    /// <summary>Splits a number into positive random parts.</summary>
    private static int[] Parts(int total, int parts, RandomStream random)
    {
        int[] cuts = [0, .. random.Permutation(total - 1)[..(parts - 1)].Select(c => c + 1).Order(), total];
        return [.. cuts.Skip(1).Zip(cuts, (b, a) => b - a)];
    }
}
