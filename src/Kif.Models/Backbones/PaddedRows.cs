namespace Kif.Models.Backbones;

/// <summary>Pads rows of ids of unequal length to one int64 matrix.</summary>
internal static class PaddedRows
{
    /// <summary>Pads rows on one side to [rows, longest]; outside any dispose scope.</summary>
    public static Tensor Of(IReadOnlyList<int[]> rows, int filler, Device device, bool left = false)
    {
        int length = rows.Max(r => r.Length);
        long[] flat = new long[rows.Count * length];
        Array.Fill(flat, filler);
        for (int i = 0; i < rows.Count; i++)
        {
            int start = i * length + (left ? length - rows[i].Length : 0);
            for (int j = 0; j < rows[i].Length; j++) flat[start + j] = rows[i][j];
        }
        return torch.tensor(flat, [rows.Count, length], device: device).DetachFromDisposeScope();
    }

    /// <summary>Computes the mask of <see cref="Of"/>: 1 at ids, 0 at padding.</summary>
    public static Tensor Mask(IReadOnlyList<int[]> rows, Device device, bool left = false) =>
        Of([.. rows.Select(r => Enumerable.Repeat(1, r.Length).ToArray())], 0, device, left);
}
