using System.Text.RegularExpressions;

namespace Kif.Tokenizers;

/// <summary>Reads the <c>normalizer</c> of a <c>tokenizer.json</c>.</summary>
internal static class NormalizerReader
{
    private const string Supported =
        "null, BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, Precompiled, Prepend, Replace, Strip, StripAccents, or a Sequence of them";

    /// <summary>Reads the stages in order.</summary>
    public static IReadOnlyList<INormalizer> Read(JsonField component, TokenizerClass rules) => component.Type switch
    {
        null => [],
        "Sequence" => [.. component["normalizers"].Items().SelectMany(stage => Read(stage, TokenizerClass.None))],
        "BertNormalizer" => [new BertNormalizer(rules.Bert(Bert(component)))],
        _ => [Stage(component)],
    };

    private static INormalizer Stage(JsonField stage) => stage.Type switch
    {
        "Lowercase" => new LowercaseNormalizer(),
        "NFC" => Form(composes: true, compatible: false),
        "NFD" => Form(composes: false, compatible: false),
        "NFKC" => Form(composes: true, compatible: true),
        "NFKD" => Form(composes: false, compatible: true),
        "Precompiled" => Precompiled(stage["precompiled_charsmap"]),
        "Prepend" => new PrependNormalizer(stage["prepend"].Text),
        "Replace" => PatternReader.Replace(stage),
        "Strip" => new StripNormalizer(stage["strip_left"].FlagOr(true), stage["strip_right"].FlagOr(true)),
        "StripAccents" => new StripAccentsNormalizer(UnicodeTables.Shared.AccentMarks),
        _ => throw stage.Unsupported(Supported),
    };

    private static UnicodeNormalizer Form(bool composes, bool compatible) => new(new UnicodeForm(composes, compatible));

    private static PrecompiledNormalizer Precompiled(JsonField field)
    {
        try
        {
            return new PrecompiledNormalizer(new CharsMap(Convert.FromBase64String(field.Text)));
        }
        catch (Exception error) when (error is FormatException or InvalidDataException)
        {
            throw new InvalidDataException($"{field.Where}: {error.Message}", error);
        }
    }

    private static BertNormalizerSettings Bert(JsonField stage) => new()
    {
        CleanText = stage["clean_text"].FlagOr(true),
        ChineseCharacters = stage["handle_chinese_chars"].FlagOr(true),
        StripAccents = stage["strip_accents"].IsNull ? null : stage["strip_accents"].Flag,
        Lowercase = stage["lowercase"].FlagOr(true),
    };
}

/// <summary>Reads regular expressions of a <c>tokenizer.json</c>.</summary>
internal static class PatternReader
{
    public static Regex Regex(JsonField field)
    {
        try
        {
            return RegexDialect.Read(field.Text);
        }
        catch (NotSupportedException error)
        {
            throw new InvalidDataException($"{field.Where} is a regular expression that cannot be honored: {DisplayText.Of(error.Message, 300)}.", error);
        }
    }

    /// <summary>Reads a <c>Replace</c>, which exists as normalizer and as decoder.</summary>
    public static INormalizer Replace(JsonField component)
    {
        var (pattern, content) = (component["pattern"], component["content"].Text);
        if (!pattern["Regex"].IsNull)
        {
            return pattern["Regex"].Text == WhitespaceNormalizer.Pattern && content == Metaspace.Mark.ToString()
                ? new WhitespaceNormalizer()
                : new ReplaceNormalizer(null, Regex(pattern["Regex"]), content);
        }

        var literal = pattern["String"];
        literal.Require(literal.Text.Length > 0, "a text that is not empty");
        return new ReplaceNormalizer(literal.Text, null, content);
    }
}
