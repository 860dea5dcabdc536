namespace Kif.Models.Tokenizers;

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
