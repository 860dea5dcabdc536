namespace Kif;

/// <summary>What the files of a tokenizer say about its use, and a caller may decide otherwise.</summary>
public sealed record TokenizerDefaults
{
    /// <summary>Where padding goes (<c>padding_side</c>). Default: right.</summary>
    public TokenSide PaddingSide { get; init; } = TokenSide.Right;

    /// <summary>Which end truncation cuts off (<c>truncation_side</c>). Default: right.</summary>
    public TokenSide TruncationSide { get; init; } = TokenSide.Right;

    /// <summary>The most tokens the model reads (<c>model_max_length</c>); null where the files name no limit. Default: null.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The type id of padding (<c>pad_token_type_id</c>). Default: 0.</summary>
    public int PadTypeId { get; init; }

    /// <summary>Whether decoded text is meant to have its spaces cleaned up (<c>clean_up_tokenization_spaces</c>). Default: false.</summary>
    public bool CleansUpSpaces { get; init; }
}
