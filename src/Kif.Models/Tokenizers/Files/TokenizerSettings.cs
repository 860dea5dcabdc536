namespace Kif.Models.Tokenizers;

/// <summary>What <c>tokenizer_config.json</c> and, where that is silent, <c>special_tokens_map.json</c> say.</summary>
internal sealed class TokenizerSettings(string folder)
{
    private static readonly string[] Roles = ["bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token"];

    private readonly JsonFile _map = JsonFile.ReadOrEmpty(Path.Combine(folder, "special_tokens_map.json"));

    /// <summary>The configuration itself.</summary>
    public JsonFile Config { get; } = JsonFile.ReadOrEmpty(Path.Combine(folder, "tokenizer_config.json"));

    /// <summary>The spelling of a special token such as <c>eos_token</c>, or null.</summary>
    public string? Special(string role) => Spelling(Config[role]) ?? Spelling(_map[role]);

    /// <summary>The spelling of every special token, the additional ones included.</summary>
    public IEnumerable<string> AllSpecial() => Roles.Select(Special).OfType<string>()
        .Concat(Config["additional_special_tokens"].Items().Select(Spelling).OfType<string>())
        .Concat(_map["additional_special_tokens"].Items().Select(Spelling).OfType<string>())
        .Distinct(StringComparer.Ordinal);

    /// <summary>The tokens of <c>added_tokens_decoder</c>.</summary>
    public IEnumerable<AddedToken> Added() => Config["added_tokens_decoder"].Members()
        .Select(member => int.TryParse(member.Name, out var id) ? Token(id, member.Value) : throw member.Value.Unsupported("a number as name"));

    /// <summary>An added token as both <c>added_tokens_decoder</c> and <c>tokenizer.json</c> describe it.</summary>
    public static AddedToken Token(int id, JsonField field) => new(id, field["content"].Text)
    {
        Special = field["special"].FlagOr(false),
        Normalized = field["normalized"].FlagOr(false),
        StripLeft = field["lstrip"].FlagOr(false),
        StripRight = field["rstrip"].FlagOr(false),
        SingleWord = field["single_word"].FlagOr(false),
    };

    private static string? Spelling(JsonField field) =>
        field.Value.ValueKind == System.Text.Json.JsonValueKind.Object ? field["content"].Text : field.TextOrNull();
}
