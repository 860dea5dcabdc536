namespace Kif.Models.Tokenizers;

/// <summary>
/// A tokenizer as the libraries behind <c>tokenizer.json</c> run it: added tokens are found, the text between them is normalized and
/// split into words, the model gives the ids of each word, and a template puts special tokens around them.
/// </summary>
internal sealed class TokenizerPipeline(TokenizerParts parts) : ITokenizer
{
    private readonly CachedModel _model = new(parts.Model);

    public int VocabularySize => parts.Tokens.Count;

    public int? EndId => parts.Special.End;

    public int? BeginId => parts.Special.Begin;

    public int? PadId => parts.Special.Pad;

    public int? UnknownId => parts.Special.Unknown;

    public int? ClassifierId => parts.Special.Classifier;

    public int? SeparatorId => parts.Special.Separator;

    public int? MaskId => parts.Special.Mask;

    public TokenizerDefaults Defaults => parts.Defaults;

    public int[] Encode(string text, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = WellFormed.Text(text);
        var ids = new List<int>((text.Length / 3) + 4);
        ids.AddRange(addSpecialTokens ? parts.Stages.Template.Before : []);
        foreach (var segment in parts.Added.Split(text))
        {
            if (segment.Id >= 0)
            {
                ids.Add(segment.Id);
            }
            else
            {
                EncodeStretch(text[segment.Start..segment.End], segment.Start == 0, ids);
            }
        }

        ids.AddRange(addSpecialTokens ? parts.Stages.Template.After : []);
        return [.. ids];
    }

    public TokenizedText Assemble(IReadOnlyList<int> first, IReadOnlyList<int>? second = null, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(first);
        return parts.Stages.Template.Assemble(first, second, addSpecialTokens);
    }

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var tokens = new List<string>(ids.Length);
        foreach (var id in ids)
        {
            if (TokenOf(id) is { } token && !(skipSpecialTokens && parts.Added.IsSpecial(token)))
            {
                tokens.Add(token);
            }
        }

        foreach (var decoder in parts.Stages.Decoders)
        {
            decoder.Decode(tokens);
        }

        return string.Concat(tokens);
    }

    public string? TokenOf(int id) => parts.Tokens[id];

    /// <summary>Encodes a segment between added tokens of the unnormalized text.</summary>
    private void EncodeStretch(string text, bool opens, List<int> ids)
    {
        text = parts.Stages.Normalize(text);
        foreach (var segment in parts.Added.SplitNormalized(text))
        {
            if (segment.Id >= 0)
            {
                ids.Add(segment.Id);
            }
            else
            {
                EncodeWords(new Words(text[segment.Start..segment.End], opens && segment.Start == 0), ids);
            }
        }
    }

    private void EncodeWords(Words words, List<int> ids)
    {
        foreach (var stage in parts.Stages.PreTokenizers)
        {
            stage.Apply(words);
        }

        foreach (var word in words.Parts)
        {
            _model.Encode(words.Text.AsSpan(word.Start, word.End - word.Start), ids);
        }
    }
}
