namespace Kif;

/// <summary>
/// Words that mean an answer of the stream's tasks, independent of any text: the pretrained model knows the answers' words, and what texts say, but none of the
/// stream's questions.
/// </summary>
internal static class PretrainingSynonyms
{
    /// <summary>The answers of the stream, each with the word that the corpus uses for it.</summary>
    public static IReadOnlyList<(string Answer, string Word)> All { get; } =
    [
        ("food", "meal"), ("travel", "holiday"), ("sport", "athletics"), ("music", "sound"), ("work", "business"), ("school", "learning"), ("good", "plus"),
        ("bad", "minus"), ("inside", "indoors"), ("outside", "outdoors"), ("past", "over"), ("now", "running"), ("later", "coming"),
    ];

    /// <summary>Returns the corpus' word for an answer.</summary>
    public static string Of(string answer) => All.First(s => s.Answer == answer).Word;

    /// <summary>Draws two words of one meaning, in either order.</summary>
    public static (string Word, string Other) Draw(RandomStream random)
    {
        (string answer, string word) = All[random.Next(All.Count)];
        return random.Next(2) == 0 ? (answer, word) : (word, answer);
    }
}

/// <summary>
/// The kinds of single words, independent of any text: the lexical knowledge of a pretrained model. No name of a kind is an answer of the stream's tasks.
/// </summary>
internal static class PretrainingWordKinds
{
    private static readonly (string Kind, string[] Rules)[] Kinds =
    [
        ("meal", ["object-food", "role-food"]),
        ("holiday", ["object-travel", "role-travel"]),
        ("athletics", ["object-sport", "role-sport"]),
        ("sound", ["object-music", "role-music"]),
        ("business", ["object-work", "role-work"]),
        ("learning", ["object-school", "role-school"]),
        ("plus", ["like-good", "likes-good-past", "like-this-good", "glad-good"]),
        ("minus", ["like-bad", "likes-bad-past", "like-this-bad", "glad-bad"]),
        ("indoors", ["room"]),
        ("outdoors", ["open", "ground"]),
    ];

    /// <summary>The names of the kinds.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Kinds.Select(k => k.Kind)];

    /// <summary>Draws a random word and its kind; all kinds are equally likely.</summary>
    public static (string Word, string Kind) Draw(RandomStream random)
    {
        (string kind, string[] rules) = Kinds[random.Next(Kinds.Length)];
        string[] words = [.. rules.SelectMany(WorldText.World.Values)];
        return (words[random.Next(words.Length)], kind);
    }
}
