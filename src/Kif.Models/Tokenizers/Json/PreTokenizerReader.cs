using System.Text.RegularExpressions;

namespace Kif.Tokenizers;

/// <summary>Reads the <c>pre_tokenizer</c> of a <c>tokenizer.json</c>.</summary>
internal static class PreTokenizerReader
{
    private const string Supported = "ByteLevel (as the last), Metaspace, Split, Digits, Whitespace, WhitespaceSplit, BertPreTokenizer, or a Sequence of them";

    /// <summary>Reads the stages in order.</summary>
    public static IReadOnlyList<IPreTokenizer> Read(JsonField component, TokenizerClass rules)
    {
        var stages = Stages(component).ToList();
        foreach (var stage in stages.SkipLast(1))
        {
            stage["type"].Require(stage.Type != "ByteLevel", "ByteLevel as the last stage only");
        }

        return [.. stages.Select(stage => Stage(stage, stage.Path == component.Path ? rules : TokenizerClass.None))];
    }

    /// <summary>Whether the text reaches the model as bytes.</summary>
    public static bool SpellsBytes(JsonField component) => Stages(component).LastOrDefault() is { IsWritten: true, Type: "ByteLevel" };

    private static IEnumerable<JsonField> Stages(JsonField component) => component.Type switch
    {
        null => [],
        "Sequence" => component["pretokenizers"].Items().SelectMany(Stages),
        _ => [component],
    };

    private static IPreTokenizer Stage(JsonField stage, TokenizerClass rules) => stage.Type switch
    {
        "ByteLevel" => new ByteLevelPreTokenizer(rules.PrefixSpace(stage["add_prefix_space"]), stage["use_regex"].FlagOr(true)),
        "Metaspace" => new Metaspace(MetaspaceField.Mark(stage), MetaspaceField.Scheme(stage), stage["split"].FlagOr(true)),
        "Digits" => new DigitSplitter(stage["individual_digits"].FlagOr(false)),
        "Split" => SplitReader.Read(stage),
        "Whitespace" => new WordSplitter(),
        "WhitespaceSplit" => new WhitespaceSplitter(),
        "BertPreTokenizer" => new BertSplitter(),
        _ => throw stage.Unsupported(Supported),
    };
}

/// <summary>Reads the pre-tokenizer <c>Split</c>.</summary>
internal static class SplitReader
{
    public static Splitter Read(JsonField stage)
    {
        var behavior = Enum.TryParse<SplitBehavior>(stage["behavior"].Text, out var known)
            ? known
            : throw stage["behavior"].Unsupported(string.Join(", ", Enum.GetNames<SplitBehavior>()));
        var invert = stage["invert"].FlagOr(false);
        var pattern = stage["pattern"];
        if (pattern["Regex"].TextOrNull() is { } regex)
        {
            // If matches are isolated, inverting makes no difference.
            return behavior == SplitBehavior.Isolated && Gpt2Splitter.TryCreate(regex) is { } byHand
                ? byHand
                : new RegexSplitter(PatternReader.Regex(pattern["Regex"]), behavior, invert);
        }

        var literal = pattern["String"].Text;
        return literal.Length > 0 && !literal.Any(char.IsSurrogate)
            ? new RegexSplitter(new Regex(Regex.Escape(literal), RegexOptions.CultureInvariant), behavior, invert)
            : throw pattern["String"].Unsupported("a string of characters of the BMP");
    }
}

/// <summary>The fields of <c>Metaspace</c> as pre-tokenizer and as decoder, in their older form too.</summary>
internal static class MetaspaceField
{
    public static char Mark(JsonField component)
    {
        var field = component["replacement"];
        return field.Text is [var mark] && !char.IsSurrogate(mark) ? mark : throw field.Unsupported("one character of the BMP");
    }

    public static PrependScheme Scheme(JsonField component)
    {
        var field = component["prepend_scheme"];
        return field.TextOrNull() switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            null => component["add_prefix_space"].FlagOr(true) ? PrependScheme.Always : PrependScheme.Never,
            _ => throw field.Unsupported("always, first, never"),
        };
    }
}
