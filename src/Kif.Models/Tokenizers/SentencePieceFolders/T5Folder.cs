namespace Kif.Models.Tokenizers;

/// <summary>Makes the tokenizer of a T5 folder from its SentencePiece file.</summary>
internal static class T5Folder
{
    /// <summary>The maximum number of sentinels: a hundred times the usual one.</summary>
    private const int MaxSentinels = 10_000;

    public static ITokenizer Load(SentencePieceModel model, TokenizerSettings settings, TokenizerClass rules)
    {
        var config = settings.Config;
        var options = new T5TokenizerOptions
        {
            ExtraIds = Sentinels(config["extra_ids"]),
            Legacy = config["legacy"].FlagOr(true),
            AddPrefixSpace = config["add_prefix_space"].FlagOr(true),
        };
        return FolderPipeline.Build(settings, rules, T5Parts.Model(model, options), T5Parts.Added(model, options), T5Parts.Stages(model, options));
    }

    private static int Sentinels(JsonField field)
    {
        field.Require(field.NumberOr(100) is >= 0 and <= MaxSentinels, $"a number from 0 to {MaxSentinels}");
        return field.NumberOr(100);
    }
}
