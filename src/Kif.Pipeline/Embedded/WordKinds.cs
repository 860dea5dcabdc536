namespace Kif.Pipeline.Embedded;

/// <summary>
/// The kinds of single words, independent of any text: the lexical knowledge of a pretrained model. No name of a kind is an answer of the stream's tasks.
/// </summary>
internal static class WordKinds
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
        string[] words = [.. rules.SelectMany(ShortText.World.Values)];
        return (words[random.Next(words.Length)], kind);
    }
}
