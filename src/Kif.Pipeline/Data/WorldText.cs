using System.Text.RegularExpressions;

namespace Kif;

/// <summary>A text of the small embedded world with the facts behind it.</summary>
internal sealed record WorldText(string Text, WorldFacts Facts)
{
    private const int MinWords = 8, MaxWords = 24;

    /// <summary>The grammar of the world.</summary>
    public static WorldGrammar World { get; } = Read();

    /// <summary>Generates texts until one has the required length and belongs to the required share.</summary>
    /// <param name="random">The random stream of facts and wording.</param>
    /// <param name="share">Stream and pretraining have disjoint shares of all texts, so neither contains a text of the other.</param>
    /// <param name="given">A fact with a given value, or null.</param>
    /// <param name="value">The given value.</param>
    public static WorldText Write(RandomStream random, WorldTextShare share, string? given = null, string value = "")
    {
        while (true)
        {
            WorldFacts facts = WorldFacts.Draw(World, random, given, value);
            string text = World.Expand("text", facts, random);
            if (text.Count(c => c == ' ') + 1 is >= MinWords and <= MaxWords && ShareOf(text) == share) return new(text, facts);
        }
    }

    /// <summary>Generates texts of the stream's share that have each value of a fact equally often, to within one.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="count">The number of texts.</param>
    /// <param name="random">The random stream of facts and wording.</param>
    /// <param name="seen">Texts that are not written again; receives these.</param>
    public static List<WorldText> Balanced(string fact, int count, RandomStream random, HashSet<string> seen)
    {
        string[] labels = World.Values(fact);
        var texts = new List<WorldText>(count);
        while (texts.Count < count)
        {
            WorldText text = Write(random, WorldTextShare.Stream, fact, labels[texts.Count % labels.Length]);
            if (seen.Add(text.Text)) texts.Add(text);
        }
        return texts;
    }

    /// <summary>Returns the words in order, without punctuation.</summary>
    public string[] Words() => [.. Text.Split(' ').Select(w => w.TrimEnd('.', ','))];

    /// <summary>
    /// Returns the share of a text: a third of all texts belong to the stream, by the text's FNV-1a hash, the same on every machine and for every seed.
    /// </summary>
    private static WorldTextShare ShareOf(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text) hash = (hash ^ c) * 1099511628211;
        return (hash >> 32) % 3 == 0 ? WorldTextShare.Stream : WorldTextShare.Pretraining;
    }

    private static WorldGrammar Read()
    {
        using var reader = new StreamReader(typeof(WorldText).Assembly.GetManifestResourceStream("Kif.Pipeline.Embedded.world.txt")!);
        return new WorldGrammar(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}

/// <summary>The facts of a text: a value per fact, drawn before the text is generated.</summary>
internal sealed class WorldFacts
{
    private static readonly string[] Names = ["topic", "mood", "time", "place", "colour", "number", "who", "thing", "animal"];

    private readonly Dictionary<string, string> values = [];

    private WorldFacts() { }

    /// <summary>
    /// The value of a fact, of its counterpart <c>other_fact</c>, or of the next value in its list, <c>next_fact</c>; <c>friend</c> is the other
    /// <c>who</c>.
    /// </summary>
    public string this[string name] => values[name];

    /// <summary>Draws all facts independently and uniformly, except a given one.</summary>
    public static WorldFacts Draw(WorldGrammar grammar, RandomStream random, string? given = null, string value = "")
    {
        WorldFacts facts = new WorldFacts();
        foreach (string name in Names)
        {
            string[] all = grammar.Values(name);
            int index = random.Next(all.Length), other = (index + 1 + random.Next(all.Length - 1)) % all.Length;
            if (name == given)
            {
                other = (Array.IndexOf(all, value) + 1 + random.Next(all.Length - 1)) % all.Length;
                index = Array.IndexOf(all, value);
            }
            facts.values[name] = all[index];
            facts.values["next_" + name] = all[(index + 1) % all.Length];
            facts.values[name == "who" ? "friend" : "other_" + name] = all[other];
        }
        return facts;
    }
}

/// <summary>Rules that expand symbols to words; the format is described at the top of <c>world.txt</c>.</summary>
internal sealed partial class WorldGrammar
{
    private readonly Dictionary<string, string[][]> rules = [];
    private readonly Dictionary<string, string[]> values;

    public WorldGrammar(string text)
    {
        foreach (string rule in Continuation().Replace(text, " ").Split('\n').Where(l => l.Length > 0 && l[0] != '#'))
        {
            int colon = rule.IndexOf(':');
            rules.Add(rule[..colon], [.. rule[(colon + 1)..].Split('|').SelectMany(Alternatives)]);
        }
        values = rules.ToDictionary(r => r.Key, r => r.Value.Select(a => string.Join(' ', a)).Distinct().ToArray());
    }

    /// <summary>All words and punctuation marks of all rules.</summary>
    public IEnumerable<string> Terminals => rules.Values.SelectMany(r => r).SelectMany(a => a).Where(t => t[0] is not ('<' or '$')).Distinct();

    /// <summary>Returns the distinct alternatives of a rule as texts, without the repetitions that encode weights.</summary>
    public string[] Values(string symbol) => values[symbol];

    /// <summary>Generates a random sentence, with punctuation attached to the preceding word.</summary>
    public string Expand(string symbol, WorldFacts facts, RandomStream random)
    {
        var words = new List<string>();
        Expand(symbol, facts, random, words);
        return string.Join(' ', words);
    }

    private void Expand(string symbol, WorldFacts facts, RandomStream random, List<string> words)
    {
        string[][] alternatives = rules[symbol];
        foreach (string token in alternatives[random.Next(alternatives.Length)])
        {
            if (token[0] == '<') Expand(Variable().Replace(token[1..^1], m => facts[m.Value[1..]]), facts, random, words);
            else if (token[0] == '$') words.Add(facts[token[1..]]);
            else if (token is not ("." or ",")) words.Add(token);
            else if (words.Count > 0 && words[^1][^1] is not ('.' or ',')) words[^1] += token;
            else if (words.Count > 0 && token == ".") words[^1] = words[^1][..^1] + token;
        }
    }

    private static IEnumerable<string[]> Alternatives(string alternative)
    {
        string[] tokens = alternative.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int weight = tokens[0][^1] == '*' ? int.Parse(tokens[0][..^1]) : 1;
        return Enumerable.Repeat(tokens[0] == "-" ? [] : tokens[0][^1] == '*' ? tokens[1..] : tokens, weight);
    }

    [GeneratedRegex(@"\n +")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"\$[a-z_]+")]
    private static partial Regex Variable();
}

/// <summary>The share of texts that a text belongs to.</summary>
internal enum WorldTextShare
{
    /// <summary>Training and test sets of the embedded stream.</summary>
    Stream,

    /// <summary>The pretraining corpus.</summary>
    Pretraining,
}
