namespace Kif.Models.Tokenizers;

/// <summary>Tokens that are cut out of a text before anything else looks at it; at each place the longest wins.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<char, (string Text, int Id)[]> byFirst;
    private readonly HashSet<int> special;

    /// <param name="tokens">Text, id, and whether decoding may skip it.</param>
    public AddedTokens(IEnumerable<(string Text, int Id, bool Special)> tokens)
    {
        (string Text, int Id, bool Special)[] all = [.. tokens.Where(t => t.Text.Length > 0)];
        byFirst = all.GroupBy(t => t.Text[0]).ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Text.Length).Select(t => (t.Text, t.Id)).ToArray());
        special = [.. all.Where(t => t.Special).Select(t => t.Id)];
        Texts = all.DistinctBy(t => t.Id).ToDictionary(t => t.Id, t => t.Text);
    }

    /// <summary>The tokens by id.</summary>
    public IReadOnlyDictionary<int, string> Texts { get; }

    /// <summary>Whether decoding may skip the id.</summary>
    public bool IsSpecial(int id) => special.Contains(id);

    /// <summary>Cuts a text: segments with their start, or the id of a token (then the segment is empty).</summary>
    public IEnumerable<(string Segment, int? Id)> Split(string text)
    {
        int from = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (!byFirst.TryGetValue(text[i], out (string Text, int Id)[]? candidates)) continue;
            int found = Array.FindIndex(candidates, c => string.CompareOrdinal(text, i, c.Text, 0, c.Text.Length) == 0);
            if (found < 0) continue;
            if (i > from) yield return (text[from..i], null);
            yield return ("", candidates[found].Id);
            from = i + candidates[found].Text.Length;
            i = from - 1;
        }
        if (from < text.Length) yield return (text[from..], null);
    }
}
