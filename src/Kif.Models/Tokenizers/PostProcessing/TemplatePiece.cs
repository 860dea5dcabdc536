namespace Kif.Models.Tokenizers;

/// <summary>One element of a <see cref="TokenTemplate"/>.</summary>
/// <param name="Text">The text at this place: 0 or 1; -1: none, but <paramref name="Ids"/>.</param>
/// <param name="TypeId">The type id of all ids at this place.</param>
/// <param name="Ids">The ids of a special token.</param>
internal sealed record TemplatePiece(int Text, int TypeId, int[] Ids)
{
    /// <summary>Makes the place of a text.</summary>
    public static TemplatePiece Of(int text, int typeId) => new(text, typeId, []);

    /// <summary>Makes a special token.</summary>
    public static TemplatePiece Special(int typeId, params int[] ids) => new(-1, typeId, ids);
}
