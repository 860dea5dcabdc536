namespace Kif.Tokenizers;

/// <summary>The rules of a tokenizer's class in transformers: it may overrule the files or fill their gaps.</summary>
internal sealed class TokenizerClass
{
    private static readonly string[] BertLike = ["BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "MPNetTokenizer"];
    private static readonly string[] LlamaLike = ["LlamaTokenizer", "CodeLlamaTokenizer", "GemmaTokenizer", "CohereTokenizer"];
    private static readonly string[] Flagged = [.. LlamaLike, "GPTNeoXTokenizer"];

    private readonly TokenizerSettings? _settings;

    private TokenizerClass(TokenizerSettings? settings, string? name) => (_settings, Name) = (settings, name);

    /// <summary>The absence of a class: nothing is overruled.</summary>
    public static TokenizerClass None { get; } = new(null, null);

    /// <summary>The name, without "Fast"; null if no file says it.</summary>
    public string? Name { get; }

    /// <summary>Whether this is the class of T5.</summary>
    public bool IsT5 => Name is "T5Tokenizer" or "MT5Tokenizer";

    /// <summary>Whether this is LLaMA's class or a similar one.</summary>
    public bool IsLlama => LlamaLike.Contains(Name);

    /// <summary>Whether this class obeys add_bos_token and add_eos_token where tokenizer_config.json says them.</summary>
    public bool ObeysFlags => Flagged.Contains(Name);

    /// <summary>Whether tokenizer.json is ignored and the tokenizer is rebuilt from the SentencePiece file, if there is one.</summary>
    public bool RebuildsFromPieces => (IsT5 || IsLlama) && _settings is { } settings && !settings.Config["add_prefix_space"].IsNull;

    /// <summary>Finds the class that the files name, in tokenizer_config.json or by the model's type in config.json.</summary>
    /// <param name="settings">The files.</param>
    /// <param name="otherwise">The class if they name none.</param>
    public static TokenizerClass Of(TokenizerSettings settings, string? otherwise)
    {
        var name = settings.Config["tokenizer_class"].TextOrNull() ?? settings.ModelConfig["model_type"].TextOrNull() switch
        {
            "t5" or "mt5" or "umt5" => "T5Tokenizer",
            "llama" or "mistral" or "mixtral" => "LlamaTokenizer",
            "gemma" or "gemma2" => "GemmaTokenizer",
            "gpt2" => "GPT2Tokenizer",
            "bert" => "BertTokenizer",
            "distilbert" => "DistilBertTokenizer",
            _ => otherwise,
        };
        return new(settings, name?.EndsWith("Fast", StringComparison.Ordinal) is true && name != "PreTrainedTokenizerFast" ? name[..^4] : name);
    }

    /// <summary>Returns this class's token for a role that the files do not define.</summary>
    public string? Default(string role) => (Name, role) switch
    {
        ("T5Tokenizer" or "MT5Tokenizer", "eos_token") => "</s>",
        ("T5Tokenizer" or "MT5Tokenizer", "unk_token") => "<unk>",
        ("T5Tokenizer" or "MT5Tokenizer", "pad_token") => "<pad>",
        ("LlamaTokenizer" or "CodeLlamaTokenizer", "bos_token") => "<s>",
        ("LlamaTokenizer" or "CodeLlamaTokenizer", "eos_token") => "</s>",
        ("LlamaTokenizer" or "CodeLlamaTokenizer", "unk_token") => "<unk>",
        ("GPT2Tokenizer", "bos_token" or "eos_token" or "unk_token") => "<|endoftext|>",
        (not null, "unk_token") when BertLike.Contains(Name) => "[UNK]",
        (not null, "sep_token") when BertLike.Contains(Name) => "[SEP]",
        (not null, "pad_token") when BertLike.Contains(Name) => "[PAD]",
        (not null, "cls_token") when BertLike.Contains(Name) => "[CLS]",
        (not null, "mask_token") when BertLike.Contains(Name) => "[MASK]",
        _ => null,
    };

    /// <summary>
    /// Whether a byte-level pre-tokenizer that is the only one prepends a space: as tokenizer_config.json says or, where it does not, as the class does. The
    /// general class of transformers 5 (TokenizersBackend) leaves the field as it is; that of transformers 4 (PreTrainedTokenizerFast) turns it off.
    /// </summary>
    public bool PrefixSpace(JsonField field)
    {
        if (_settings?.Config["add_prefix_space"] is not { } own || own is { IsWritten: true, IsNull: true }) return field.FlagOr(true);
        return own.IsWritten || Name != "TokenizersBackend" ? own.FlagOr(false) : field.FlagOr(true);
    }

    /// <summary>Applies the configuration, which overrules tokenizer.json, to the settings of BERT's normalizer.</summary>
    public BertNormalizerSettings Bert(BertNormalizerSettings read) => _settings is { Config: var config } && BertLike.Contains(Name)
        ? read with
        {
            ChineseCharacters = config["tokenize_chinese_chars"].FlagOr(true),
            Lowercase = config["do_lower_case"].FlagOr(true),
            StripAccents = config["strip_accents"].IsNull ? null : config["strip_accents"].Flag,
        }
        : read;
}

/// <summary>The special tokens of a folder, from its files or else from the tokenizer's class.</summary>
internal sealed class SpecialTokens(TokenizerSettings settings, TokenizerClass rules)
{
    /// <summary>Returns the token of a role such as <c>eos_token</c>, or null.</summary>
    public string? Of(string role) => settings.Special(role, rules.Default(role));

    /// <summary>Returns all special tokens in the order in which transformers adds them.</summary>
    public IReadOnlyList<string> All() =>
        [.. TokenizerSettings.Roles.Select(Of).OfType<string>().Concat(settings.OtherSpecial()).Concat(Sentinels()).Distinct(StringComparer.Ordinal)];

    /// <summary>Returns the ids of the roles.</summary>
    public SpecialTokenIds Ids(AddedTokens added) => new()
    {
        Begin = added.IdOf(Of("bos_token")),
        End = added.IdOf(Of("eos_token")),
        Pad = added.IdOf(Of("pad_token")),
        Unknown = added.IdOf(Of("unk_token")),
        Classifier = added.IdOf(Of("cls_token")),
        Separator = added.IdOf(Of("sep_token")),
        Mask = added.IdOf(Of("mask_token")),
    };

    /// <summary>Returns T5's sentinels, which exist even if no file names them.</summary>
    private IEnumerable<string> Sentinels() => rules.IsT5 && !settings.OtherSpecial().Any(token => token.Contains("<extra_id_", StringComparison.Ordinal))
        ? Enumerable.Range(0, settings.Config["extra_ids"].NumberOr(100)).Select(number => $"<extra_id_{number}>")
        : [];
}
