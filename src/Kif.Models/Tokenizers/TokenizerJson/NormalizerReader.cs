namespace Kif.Models.Tokenizers;

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
        "StripAccents" => new AccentNormalizer(UnicodeTables.Shared.AccentMarks),
        _ => throw stage.Unsupported(Supported),
    };

    private static FormNormalizer Form(bool composes, bool compatible) => new(new UnicodeForm(composes, compatible));

    private static CharsMapNormalizer Precompiled(JsonField field)
    {
        try
        {
            return new CharsMapNormalizer(new CharsMap(Convert.FromBase64String(field.Text)));
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
