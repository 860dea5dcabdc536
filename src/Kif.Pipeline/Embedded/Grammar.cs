using System.Text.RegularExpressions;

namespace Kif.Pipeline.Embedded;

/// <summary>Rules that expand symbols to words; the format is described at the top of <c>world.txt</c>.</summary>
internal sealed partial class Grammar
{
    private readonly Dictionary<string, string[][]> rules = [];
    private readonly Dictionary<string, string[]> values;

    public Grammar(string text)
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
    public string Expand(string symbol, Facts facts, RandomStream random)
    {
        var words = new List<string>();
        Expand(symbol, facts, random, words);
        return string.Join(' ', words);
    }

    private void Expand(string symbol, Facts facts, RandomStream random, List<string> words)
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
