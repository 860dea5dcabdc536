namespace Kif.Tokenizers;

/// <summary>The arrangement of special tokens around one text or two.</summary>
internal sealed class TokenTemplate(IReadOnlyList<TemplatePiece> single, IReadOnlyList<TemplatePiece> pair)
{
    /// <summary>The template without special tokens.</summary>
    public static TokenTemplate Bare { get; } = new([TemplatePiece.Of(0, 0)], [TemplatePiece.Of(0, 0), TemplatePiece.Of(1, 1)]);

    /// <summary>The ids before a single text.</summary>
    public int[] Before { get; } = [.. single.TakeWhile(piece => piece.Text < 0).SelectMany(piece => piece.Ids)];

    /// <summary>The ids after a single text.</summary>
    public int[] After { get; } = [.. single.SkipWhile(piece => piece.Text < 0).SelectMany(piece => piece.Ids)];

    public TokenizedText Assemble(IReadOnlyList<int> first, IReadOnlyList<int>? second, bool addSpecialTokens)
    {
        var (ids, types) = (new List<int>(first.Count + 4), new List<int>(first.Count + 4));
        foreach (var piece in second is null ? single : pair)
        {
            if (piece.Text >= 0)
            {
                ids.AddRange(piece.Text == 0 ? first : second!);
            }
            else if (addSpecialTokens)
            {
                ids.AddRange(piece.Ids);
            }

            types.AddRange(Enumerable.Repeat(piece.TypeId, ids.Count - types.Count));
        }

        return new TokenizedText([.. ids], [.. types]);
    }
}

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
