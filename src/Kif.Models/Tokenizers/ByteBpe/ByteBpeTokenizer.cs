using System.Text;

namespace Kif.Models.Tokenizers.ByteBpe;

/// <summary>Byte-level BPE as GPT-2, SmolLM2 and others have it. Bytes that the vocabulary lacks vanish.</summary>
public sealed class ByteBpeTokenizer : ITokenizer
{
    private readonly ByteBpeSettings settings;
    private readonly WordSplitter splitter;
    private readonly MergeTable merges;
    private readonly AddedTokens added;
    private readonly Dictionary<int, string> tokens;
    private readonly int[] byteIds;
    private readonly PieceCache cache = new();

    internal ByteBpeTokenizer(ByteBpeSettings settings)
    {
        this.settings = settings;
        splitter = new(settings.SplitDigits, settings.SplitWords);
        merges = new(settings.Merges, settings.Vocabulary);
        added = new(settings.Added);
        tokens = settings.Vocabulary.ToDictionary(p => p.Value, p => p.Key);
        foreach ((int id, string text) in added.Texts) tokens[id] = text;
        byteIds = [.. Enumerable.Range(0, 256).Select(b => settings.Vocabulary.TryGetValue(ByteAlphabet.Of((byte)b).ToString(), out int id) ? id : -1)];
        int? Id(string? token) => token is null ? null : settings.Added.Where(a => a.Text == token).Select(a => (int?)a.Id).FirstOrDefault()
            ?? (settings.Vocabulary.TryGetValue(token, out int id) ? id : null);
        (BeginId, EndId, PadId, UnknownId) = (Id(settings.Begin), Id(settings.End), Id(settings.Pad), Id(settings.Unknown));
    }

    /// <inheritdoc/>
    public int VocabularySize => tokens.Count;

    /// <inheritdoc/>
    public int? EndId { get; }

    /// <inheritdoc/>
    public int? BeginId { get; }

    /// <inheritdoc/>
    public int? PadId { get; }

    /// <inheritdoc/>
    public int? UnknownId { get; }

    /// <inheritdoc/>
    public int[] Encode(string text, bool addSpecialTokens = true)
    {
        var ids = new List<int>();
        foreach ((string segment, int? id) in added.Split(WellFormed.Of(text)))
        {
            if (id is { } token)
            {
                ids.Add(token);
                continue;
            }
            string prefixed = settings.PrefixBlank && segment[0] != ' ' ? " " + segment : segment;
            foreach (Range word in splitter.Split(prefixed)) ids.AddRange(cache.Get(prefixed[word], Word));
        }
        return [.. ids];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var bytes = new List<byte>();
        foreach (int id in ids)
        {
            if (TokenOf(id) is not { } token || (skipSpecialTokens && added.IsSpecial(id))) continue;
            int before = bytes.Count;
            foreach (char c in token)
            {
                if (ByteAlphabet.TryByte(c, out byte b))
                {
                    bytes.Add(b);
                    continue;
                }
                bytes.RemoveRange(before, bytes.Count - before);
                bytes.AddRange(Encoding.UTF8.GetBytes(token));
                break;
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <inheritdoc/>
    public string? TokenOf(int id) => tokens.GetValueOrDefault(id);

    private int[] Word(string word)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(word);
        if (settings.IgnoreMerges && settings.Vocabulary.TryGetValue(string.Create(bytes.Length, bytes, (chars, from) =>
            {
                for (int i = 0; i < from.Length; i++) chars[i] = ByteAlphabet.Of(from[i]);
            }), out int whole)) return [whole];
        var symbols = new List<int>(bytes.Length);
        foreach (byte b in bytes)
            if (byteIds[b] >= 0) symbols.Add(byteIds[b]);
        return symbols.Count < 2 ? [.. symbols] : merges.Merge(symbols);
    }
}
