using System.Runtime.InteropServices;
using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Byte-level BPE, as GPT-2, SmolLM2 and LLaMA 3 use it: words become UTF-8 bytes, and bytes are merged by rank.</summary>
internal sealed class ByteLevelBpeTokenizer : ITokenizer
{
    private readonly ByteLevelBpeParts _parts;
    private readonly BpeEncoder _encoder;
    private readonly Gpt2Splitter _words = new();
    private readonly string?[] _tokens;

    public ByteLevelBpeTokenizer(ByteLevelBpeParts parts)
    {
        _parts = parts;
        _encoder = new BpeEncoder(parts);
        _tokens = new string?[parts.Vocabulary.Values.Concat(parts.Added.Ids).Max() + 1];
        foreach (var (token, id) in parts.Vocabulary)
        {
            _tokens[id] = token;
        }

        foreach (var id in parts.Added.Ids)
        {
            _tokens[id] = parts.Added.Content(id);
        }

        VocabularySize = _tokens.Count(token => token is not null);
    }

    public int VocabularySize { get; }

    public int? EndId => _parts.EndId;

    public int? BeginId => _parts.BeginId;

    public int? PadId => _parts.PadId;

    public int? UnknownId => _parts.UnknownId;

    public int[] Encode(string text, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = WellFormed.Text(text);
        var ids = new List<int>((text.Length / 3) + 2);
        ids.AddRange(addSpecialTokens ? _parts.Before : []);
        foreach (var segment in _parts.Added.Split(text))
        {
            if (segment.Id >= 0)
            {
                ids.Add(segment.Id);
            }
            else
            {
                EncodeText(text, segment, ids);
            }
        }

        ids.AddRange(addSpecialTokens ? _parts.After : []);
        return [.. ids];
    }

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var bytes = new List<byte>(ids.Length * 4);
        foreach (var id in ids)
        {
            if (TokenOf(id) is { } token && !(skipSpecialTokens && _parts.Added.IsSpecial(token)))
            {
                ByteAlphabet.AppendBytes(token, bytes);
            }
        }

        return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes));
    }

    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    private void EncodeText(string text, TextSegment segment, List<int> ids)
    {
        var parts = new List<TextSegment> { segment };
        foreach (var splitter in _parts.Splitters)
        {
            var finer = new List<TextSegment>(parts.Count);
            foreach (var part in parts)
            {
                splitter.Split(text, part.Start, part.End, finer);
            }

            parts = finer;
        }

        var words = new List<TextSegment>();
        foreach (var part in parts)
        {
            if (_parts.AddPrefixSpace && text[part.Start] != ' ')
            {
                EncodePart(" " + text[part.Start..part.End], 0, part.End - part.Start + 1, words, ids);
            }
            else
            {
                EncodePart(text, part.Start, part.End, words, ids);
            }
        }
    }

    private void EncodePart(string text, int start, int end, List<TextSegment> words, List<int> ids)
    {
        if (!_parts.UseRegex)
        {
            _encoder.Encode(text.AsSpan(start, end - start), ids);
            return;
        }

        words.Clear();
        _words.Split(text, start, end, words);
        foreach (var word in words)
        {
            _encoder.Encode(text.AsSpan(word.Start, word.End - word.Start), ids);
        }
    }
}
