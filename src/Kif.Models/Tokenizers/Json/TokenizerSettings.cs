using System.Globalization;
using System.Text.Json;

namespace Kif.Tokenizers;

/// <summary>The settings in <c>tokenizer_config.json</c> and, as a fallback, <c>special_tokens_map.json</c>.</summary>
internal sealed class TokenizerSettings(string folder)
{
    /// <summary>The names of the special tokens that have a role.</summary>
    public static readonly string[] Roles = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>The fields for special tokens without a role: transformers 4 and 5 name them differently, as lists or by name.</summary>
    private static readonly string[] Others = ["additional_special_tokens", "extra_special_tokens", "model_specific_special_tokens"];

    private readonly JsonField _map = JsonField.ReadOrEmpty(folder, "special_tokens_map.json");

    /// <summary>The tokenizer's configuration.</summary>
    public JsonField Config { get; } = JsonField.ReadOrEmpty(folder, "tokenizer_config.json");

    /// <summary>The model's configuration, in the same folder.</summary>
    public JsonField ModelConfig { get; } = JsonField.ReadOrEmpty(folder, "config.json");

    /// <summary>Returns the special token of a role such as <c>eos_token</c>, or null; an explicit null in the configuration means none.</summary>
    public string? Special(string role, string? otherwise = null) =>
        Config[role].IsWritten ? Spelling(Config[role]) : Spelling(_map[role]) ?? otherwise;

    /// <summary>Returns the special tokens without a role.</summary>
    public IEnumerable<string> OtherSpecial() => new[] { Config, _map }
        .SelectMany(file => Others.Select(name => file[name]))
        .SelectMany(field => field.Value.ValueKind == JsonValueKind.Object ? field.Members().Select(member => member.Value) : field.Items())
        .Select(Spelling).OfType<string>();

    /// <summary>Returns the special tokens that have a name of their own, such as <c>image_token</c>.</summary>
    public IEnumerable<(string Name, string Token)> Named() => new[] { Config["extra_special_tokens"], Config["model_specific_special_tokens"] }
        .Where(field => field.Value.ValueKind == JsonValueKind.Object).SelectMany(field => field.Members())
        .Select(member => (member.Name, Token: Spelling(member.Value)!)).Where(member => member.Token is not null);

    /// <summary>Returns the tokens of <c>added_tokens_decoder</c>.</summary>
    public IEnumerable<AddedToken> Added() => Config["added_tokens_decoder"].Members().Select(member =>
        int.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id < VocabularyLimits.Ids
            ? Token(id, member.Value)
            : throw member.Value.Unsupported($"ids from 0 to {VocabularyLimits.Ids - 1} as names"));

    /// <summary>Reads an added token, in the form that <c>added_tokens_decoder</c> and <c>tokenizer.json</c> share.</summary>
    public static AddedToken Token(int id, JsonField field)
    {
        var content = field["content"];
        VocabularyBuilder.CheckLength(content.Text, () => content.Where);
        return new(id is >= 0 and < VocabularyLimits.Ids ? id : throw field.Unsupported($"ids from 0 to {VocabularyLimits.Ids - 1}"), content.Text)
        {
            Special = field["special"].FlagOr(false),
            Normalized = field["normalized"].FlagOr(false),
            StripLeft = field["lstrip"].FlagOr(false),
            StripRight = field["rstrip"].FlagOr(false),
            SingleWord = field["single_word"].FlagOr(false),
        };
    }

    private static string? Spelling(JsonField field) =>
        field.Value.ValueKind == JsonValueKind.Object ? field["content"].Text : field.TextOrNull();
}

/// <summary>Reads <see cref="TokenizerDefaults"/>.</summary>
internal static class TokenizerDefaultsReader
{
    public static TokenizerDefaults Read(JsonField config, TokenizerClass rules) => new()
    {
        PaddingSide = Side(config["padding_side"], rules.IsLlama ? TokenSide.Left : TokenSide.Right),
        TruncationSide = Side(config["truncation_side"], TokenSide.Right),
        // A huge length stands for "no limit".
        MaxLength = config["model_max_length"].Value is { ValueKind: JsonValueKind.Number } length && length.TryGetInt32(out var max) ? max : null,
        PadTypeId = config["pad_token_type_id"].NumberOr(0),
        CleansUpSpaces = config["clean_up_tokenization_spaces"].FlagOr(false),
    };

    private static TokenSide Side(JsonField field, TokenSide otherwise) => field.TextOrNull() switch
    {
        "left" => TokenSide.Left,
        "right" => TokenSide.Right,
        null => otherwise,
        _ => throw field.Unsupported("left, right"),
    };
}
