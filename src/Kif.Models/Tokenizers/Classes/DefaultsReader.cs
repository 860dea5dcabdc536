using System.Text.Json;

namespace Kif.Models.Tokenizers;

/// <summary>Reads <see cref="TokenizerDefaults"/>.</summary>
internal static class DefaultsReader
{
    public static TokenizerDefaults Read(JsonFile config, TokenizerClass rules) => new()
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
