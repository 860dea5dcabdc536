namespace Kif.Pipeline.Embedded;

/// <summary>A question of the supervised half of the pretraining corpus; none asks for a fact of the stream's questions.</summary>
/// <param name="Pattern">The input: {0} stands for the text, {1} and {2} for words of the question.</param>
/// <param name="Fill">Chooses {1}, {2} and the answer; null if the question does not apply to the text.</param>
internal sealed record PretrainingQuestion(string Pattern, Func<ShortText, RandomStream, PretrainingQuestion.Filling?> Fill)
{
    /// <summary>The answers that need not occur in a text.</summary>
    public static IReadOnlyList<string> Answers { get; } =
        
    [
        "yes", "no", "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", .. WordKinds.Names,
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
        new("which word comes after {1}? {0}", (text, random) => Neighbour(text, random, 1)),
        new("which word comes before {1}? {0}", (text, random) => Neighbour(text, random, -1)),
        new("which word is in the text, {1} or {2}? {0}", (text, random) => Either(text, random, true)),
        new("which word is missing in the text, {1} or {2}? {0}", (text, random) => Either(text, random, false)),
        new("is the word {1} in the text? {0}", (text, random) =>
            random.Next(2) == 0 ? new("yes", One(text.Words(), random)) : new("no", Absent(text, random))),
        new("which animal is named? {0}", (text, random) => Named(text, random, "animal")),
        new("which number is named? {0}", (text, random) => Named(text, random, "number")),
        new("which object does the writer name? {0}", (text, _) => text.Words().Contains(text.Facts["other_thing"]) ? null : new(text.Facts["thing"])),
        new("go on with the text. {1}", Rest),
        new("what kind of word is {1}?", (_, random) => WordKinds.Draw(random) is var (word, kind) ? new(kind, word) : null),
    ];

    /// <summary>Creates the example of this question about a text, or null.</summary>
    public Example? Ask(ShortText text, RandomStream random, string id) =>
        Fill(text, random) is { } f ? new Example(string.Format(Pattern, text.Text, f.First, f.Second), f.Answer, id) : null;

    private static string One(IReadOnlyList<string> words, RandomStream random) => words[random.Next(words.Count)];

    /// <summary>Selects two or more successive words, and an answer about them.</summary>
    private static Filling Chunk(ShortText text, RandomStream random, int longest, Func<string[], string> answer)
    {
        string[] words = text.Words();
        int length = 2 + random.Next(Math.Min(longest, words.Length) - 1), start = random.Next(words.Length - length + 1);
        string[] chunk = words[start..(start + length)];
        return new(answer(chunk), string.Join(' ', chunk));
    }

    private static string Absent(ShortText text, RandomStream random)
    {
        // A word of another text of the same world has the same frequency as those of this one.
        string[] words = text.Words(), others;
        do others = [.. ShortText.Write(random, TextShare.Pretraining).Words().Except(words)]; while (others.Length == 0);
        return One(others, random);
    }

    private static Filling Either(ShortText text, RandomStream random, bool present)
    {
        string inside = One(text.Words(), random), outside = Absent(text, random);
        return new(present ? inside : outside, random.Next(2) == 0 ? (inside, outside) : (outside, inside));
    }

    private static Filling? Neighbour(ShortText text, RandomStream random, int step)
    {
        string[] words = text.Words();
        int at = random.Next(words.Length - 1) + (step < 0 ? 1 : 0);
        return words.Count(w => w == words[at]) == 1 ? new(words[at + step], words[at]) : null;
    }

    private static Filling? Named(ShortText text, RandomStream random, string fact) =>
        text.Words().Contains(text.Facts[fact]) ? new(text.Facts[fact]) : random.Next(8) == 0 ? new("none") : null;

    private static Filling? Rest(ShortText text, RandomStream random)
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
