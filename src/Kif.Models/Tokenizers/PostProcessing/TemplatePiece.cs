namespace Kif.Models.Tokenizers;

/// <summary>One place of a <see cref="TokenTemplate"/>.</summary>
/// <param name="Text">Which text stands here: 0 or 1; -1: none, but <paramref name="Ids"/>.</param>
/// <param name="TypeId">The type id of all that stands here.</param>
/// <param name="Ids">The ids of a special token.</param>
internal sealed record TemplatePiece(int Text, int TypeId, int[] Ids)
{
    /// <summary>Where a text goes.</summary>
    public static TemplatePiece Of(int text, int typeId) => new(text, typeId, []);

    /// <summary>A special token.</summary>
    public static TemplatePiece Special(int typeId, params int[] ids) => new(-1, typeId, ids);
}
