namespace Kif.Pipeline.Embedded;

/// <summary>
/// What single words mean, apart from any text: the lexical knowledge that a pretrained model has. The kinds have names of their own, none of which the stream's
/// tasks answer with.
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

    /// <summary>Names of the kinds.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Kinds.Select(k => k.Kind)];

    /// <summary>A random word and its kind; every kind is as likely as any other.</summary>
    public static (string Word, string Kind) Draw(RandomStream random)
    {
        (string kind, string[] rules) = Kinds[random.Next(Kinds.Length)];
        string[] words = [.. rules.SelectMany(ShortText.World.Values)];
        return (words[random.Next(words.Length)], kind);
    }
}
