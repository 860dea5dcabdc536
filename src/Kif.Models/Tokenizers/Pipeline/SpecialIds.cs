namespace Kif.Models.Tokenizers;

/// <summary>The ids of the special tokens by role; null: there is none.</summary>
internal sealed record SpecialIds
{
    public int? Begin { get; init; }

    public int? End { get; init; }

    public int? Pad { get; init; }

    public int? Unknown { get; init; }

    public int? Classifier { get; init; }

    public int? Separator { get; init; }

    public int? Mask { get; init; }
}
