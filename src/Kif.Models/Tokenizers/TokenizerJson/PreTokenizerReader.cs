namespace Kif.Models.Tokenizers;

/// <summary>Reads the <c>pre_tokenizer</c> of a <c>tokenizer.json</c>.</summary>
internal static class PreTokenizerReader
{
    private const string Supported = "ByteLevel (as the last), Metaspace, Split, Digits, WhitespaceSplit, BertPreTokenizer, or a Sequence of them";

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
        "ByteLevel" => new ByteLevelStage(rules.PrefixSpace(stage["add_prefix_space"]), stage["use_regex"].FlagOr(true)),
        "Metaspace" => new Metaspace(MetaspaceField.Mark(stage), MetaspaceField.Scheme(stage), stage["split"].FlagOr(true)),
        "Digits" => new Cut(new DigitSplitter(stage["individual_digits"].FlagOr(false))),
        "Split" => new Cut(SplitReader.Read(stage)),
        "WhitespaceSplit" => new Cut(new WhitespaceSplitter()),
        "BertPreTokenizer" => new Cut(new BertSplitter()),
        _ => throw stage.Unsupported(Supported),
    };
}
