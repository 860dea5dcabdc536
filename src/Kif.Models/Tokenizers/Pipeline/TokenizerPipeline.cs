using System.Text;

namespace Kif.Tokenizers;

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

    /// <summary>The spellings of the added tokens.</summary>
    public IEnumerable<string> Added => parts.Added.Ids.Order().Select(id => parts.Added.Content(id)!);

    /// <summary>The added tokens with their flags.</summary>
    public IReadOnlyCollection<AddedToken> AddedTokens => parts.Added.All;

    public int[] Encode(string text, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = WellFormedText.Text(text);
        var ids = new List<int>((text.Length / 3) + 4);
        var budget = new RuleBudget(text.Length);
        ids.AddRange(addSpecialTokens ? parts.Stages.Template.Before : []);
        foreach (var segment in parts.Added.Split(text))
        {
            if (segment.Id >= 0)
            {
                ids.Add(segment.Id);
            }
            else
            {
                EncodeSegment(text[segment.Start..segment.End], segment.Start == 0, ids, budget);
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

        var budget = new RuleBudget((int)Math.Min(int.MaxValue, tokens.Sum(token => (long)token.Length)));
        foreach (var decoder in parts.Stages.Decoders)
        {
            decoder.Decode(tokens, budget);
        }

        return string.Concat(tokens);
    }

    public string? TokenOf(int id) => parts.Tokens[id];

    /// <summary>Encodes a segment between added tokens of the unnormalized text.</summary>
    private void EncodeSegment(string text, bool opens, List<int> ids, RuleBudget budget)
    {
        text = parts.Stages.Normalize(text, budget);
        foreach (var segment in parts.Added.SplitNormalized(text))
        {
            if (segment.Id >= 0)
            {
                ids.Add(segment.Id);
            }
            else
            {
                EncodeWords(new PreTokenizedText(text[segment.Start..segment.End], opens && segment.Start == 0, budget), ids);
            }
        }
    }

    private void EncodeWords(PreTokenizedText words, List<int> ids)
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

/// <summary>The parts of a <see cref="TokenizerPipeline"/>.</summary>
internal sealed record TokenizerParts
{
    public required ITokenizerModel Model { get; init; }

    public required TokenTable Tokens { get; init; }

    public required AddedTokens Added { get; init; }

    public required TokenizerStages Stages { get; init; }

    public required SpecialTokenIds Special { get; init; }

    public TokenizerDefaults Defaults { get; init; } = new();
}

/// <summary>The stages of a tokenizer before and after its model, in order.</summary>
internal sealed record TokenizerStages
{
    public IReadOnlyList<INormalizer> Normalizers { get; init; } = [];

    public IReadOnlyList<IPreTokenizer> PreTokenizers { get; init; } = [];

    public IReadOnlyList<ITokenDecoder> Decoders { get; init; } = [new JoinDecoder(" ")];

    public TokenTemplate Template { get; init; } = TokenTemplate.Bare;

    /// <summary>Applies all normalizers to a text.</summary>
    public string Normalize(string text, RuleBudget budget)
    {
        foreach (var normalizer in Normalizers)
        {
            text = normalizer.Normalize(text, budget);
        }

        return text;
    }
}

/// <summary>The ids of the special tokens by role; null: there is none.</summary>
internal sealed record SpecialTokenIds
{
    public int? Begin { get; init; }

    public int? End { get; init; }

    public int? Pad { get; init; }

    public int? Unknown { get; init; }

    public int? Classifier { get; init; }

    public int? Separator { get; init; }

    public int? Mask { get; init; }
}

/// <summary>Makes a string valid UTF-16.</summary>
internal static class WellFormedText
{
    /// <summary>Replaces every lone surrogate by U+FFFD; returns the same object if there is none.</summary>
    public static string Text(string text)
    {
        for (var at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return Replaced(text);
            }
        }

        return text;
    }

    private static string Replaced(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append(rune);
        }

        return whole.ToString();
    }
}
