namespace Kif.Tokenizers;

/// <summary>
/// The pipeline that transformers 5 builds for a class that it knows: vocabulary, merges and added tokens are those of the folder, normalizer and
/// pre-tokenizer those of the class, whatever tokenizer.json has.
/// </summary>
internal static class ClassPipeline
{
    private const string QwenPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The types of models whose folders transformers 5 reads by tokenizer.json, whatever class they name.</summary>
    private static readonly string[] ReadByFile =
    [
        "arctic", "chameleon", "chatlm", "deepseek_v2", "deepseek_v3", "deepseek_vl", "deepseek_vl_hybrid", "deepseek_vl_v2", "fuyu", "h2ovl_chat",
        "hyperclovax_vlm", "internlm2", "internvl_chat", "jamba", "janus", "kimi_k25", "llava", "llava_next", "minicpmv", "minimax_m2", "ministral",
        "ministral3", "mistral", "mistral3", "mixtral", "modernbert", "molmo", "molmo2", "nemotron", "nvfp4", "opencua", "openvla", "phi3", "phi3_v",
        "phimoe", "pixtral", "step3p5", "umt5", "vipllava", "voxtral",
    ];

    /// <summary>Returns model and stages; null where transformers 5 reads the folder by its tokenizer.json.</summary>
    /// <param name="settings">The settings files.</param>
    /// <param name="rules">The class.</param>
    /// <param name="read">The model of the folder.</param>
    /// <param name="own">The stages of the folder; its template stays unless the class has its own.</param>
    public static (LoadedModel Model, TokenizerStages Stages)? Of(TokenizerSettings settings, TokenizerClass rules, LoadedModel read, TokenizerStages own)
    {
        JsonField config = settings.Config;
        if (ReadByFile.Contains(settings.ModelConfig["model_type"].TextOrNull()))
        {
            return null;
        }

        return (rules.Name, read.Model) switch
        {
            ("GPT2Tokenizer", BpeModel { Settings: { ByteLevel: true } bpe }) => (ByteLevel(read, bpe), own with
            {
                Normalizers = [],
                PreTokenizers = [new ByteLevelPreTokenizer(config["add_prefix_space"].FlagOr(false), useRegex: true)],
            }),
            ("Qwen2Tokenizer", BpeModel { Settings: { ByteLevel: true } bpe }) => (ByteLevel(read, bpe), own with
            {
                Normalizers = [new UnicodeNormalizer(new UnicodeForm(composes: true, compatible: false))],
                PreTokenizers =
                [
                    new RegexSplitter(RegexDialect.Read(QwenPattern), SplitBehavior.Isolated, invert: false),
                    new ByteLevelPreTokenizer(config["add_prefix_space"].FlagOr(false), useRegex: false),
                ],
            }),
            ("LlamaTokenizer", BpeModel { Settings: { ByteLevel: false } bpe }) => (Pieces(read, bpe with { Unknown = null }), own with
            {
                Normalizers = [],
                PreTokenizers = [new Metaspace(Metaspace.Mark, Scheme(config), split: false)],
            }),
            ("GemmaTokenizer", BpeModel { Settings: { ByteLevel: false } bpe }) => (Pieces(read, bpe), own with
            {
                Normalizers = [new ReplaceNormalizer(" ", null, Metaspace.Mark.ToString())],
                PreTokenizers = [],
            }),
            ("T5Tokenizer" or "MT5Tokenizer", UnigramModel) => (read, T5(new SpecialTokens(settings, rules), read, own)),
            ("BertTokenizer", WordPieceModel) => (read, Bert(settings, rules, read, own)),
            _ => null,
        };
    }

    private static LoadedModel ByteLevel(LoadedModel read, BpeSettings bpe) =>
        With(read, bpe with { ByteFallback = false, IgnoreMerges = false, FuseUnknown = false });

    private static LoadedModel Pieces(LoadedModel read, BpeSettings bpe) =>
        With(read, bpe with { ByteFallback = true, IgnoreMerges = false, FuseUnknown = true });

    private static LoadedModel With(LoadedModel read, BpeSettings bpe) =>
        read with { Model = new BpeModel(bpe), Unknown = bpe.Unknown, MarksBeginWords = bpe.MarksBeginWords };

    private static PrependScheme Scheme(JsonField config) => !config["add_prefix_space"].FlagOr(true) ? PrependScheme.Never
        : config["legacy"].FlagOr(false) ? PrependScheme.Always : PrependScheme.First;

    private static TokenizerStages T5(SpecialTokens special, LoadedModel read, TokenizerStages own)
    {
        var end = Id(special.Of("eos_token"), read) is { } id ? TemplatePiece.Special(0, id) : TemplatePiece.Special(0);
        return own with
        {
            Normalizers = [.. own.Normalizers.Where(stage => stage is PrecompiledNormalizer)],
            PreTokenizers = [new WhitespaceSplitter(), new Metaspace(Metaspace.Mark, PrependScheme.Always, split: true)],
            Template = new([TemplatePiece.Of(0, 0), end], [TemplatePiece.Of(0, 0), end, TemplatePiece.Of(1, 0), end]),
        };
    }

    private static TokenizerStages Bert(TokenizerSettings settings, TokenizerClass rules, LoadedModel read, TokenizerStages own)
    {
        var special = new SpecialTokens(settings, rules);
        var (cls, sep) = (Id(special.Of("cls_token"), read) ?? 2, Id(special.Of("sep_token"), read) ?? 3);
        TemplatePiece[] first = [TemplatePiece.Special(0, cls), TemplatePiece.Of(0, 0), TemplatePiece.Special(0, sep)];
        return own with
        {
            Normalizers = [new BertNormalizer(rules.Bert(new BertNormalizerSettings()))],
            PreTokenizers = [new BertSplitter()],
            Template = new(first, [.. first, TemplatePiece.Of(1, 1), TemplatePiece.Special(1, sep)]),
        };
    }

    private static int? Id(string? token, LoadedModel read) => token is not null && read.Vocabulary.TryGetValue(token, out var id) ? id : null;
}
