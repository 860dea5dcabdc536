namespace Kif.Models.Tokenizers;

/// <summary>The merges equivalent to a SentencePiece BPE model: every way to make a piece of two others, the best piece first.</summary>
internal static class PieceMerges
{
    private const long MostWork = 1L << 31;

    /// <summary>Returns the merges by rank: by falling score of the piece, then by falling length of its halves, then by the ids of piece and halves.</summary>
    public static IEnumerable<(string Left, string Right)> Of(SentencePieceModel model, Dictionary<string, int> vocabulary)
    {
        var merges = new List<(string Left, string Right, float Score)>();
        var known = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var work = 0L;
        foreach (var piece in model.Pieces)
        {
            // Every half of every piece is looked up.
            work += (long)piece.Text.Length * piece.Text.Length;
            ModelRequirement.Check(work <= MostWork, "pieces, the sum of the squares of their lengths", $"above {MostWork}", $"at most {MostWork}");
            var local = new List<(int Left, int Right, int Cut)>();
            for (var cut = 1; cut < piece.Text.Length; cut++)
            {
                if (!char.IsLowSurrogate(piece.Text[cut]) && known.TryGetValue(piece.Text.AsSpan(0, cut), out var left)
                    && known.TryGetValue(piece.Text.AsSpan(cut), out var right))
                {
                    local.Add((left, right, cut));
                }
            }

            local.Sort();
            merges.AddRange(local.Select(part => (piece.Text[..part.Cut], piece.Text[part.Cut..], piece.Score)));
        }

        return merges.OrderByDescending(merge => merge.Score).ThenByDescending(merge => Length(merge.Left)).ThenByDescending(merge => Length(merge.Right))
            .Select(merge => (merge.Left, merge.Right));
    }

    private static int Length(string text) => text.Length - text.Count(char.IsLowSurrogate);
}
