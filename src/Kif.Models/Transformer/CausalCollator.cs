namespace Kif.Models;

/// <summary>Collates batches for decoder-only models: prompt and answer as one text, labels at the answer.</summary>
internal static class CausalCollator
{
    /// <summary>Collates examples into right-padded rows; padding is masked.</summary>
    /// <exception cref="ArgumentException">There is no example, or one lacks a source or target.</exception>
    public static TokenBatch Collate(IReadOnlyList<EncodedExample> examples, int padId, Device device)
    {
        if (examples.Count == 0 || examples.Any(e => e.Source.Length == 0 || e.Target.Length == 0))
            throw new ArgumentException("a batch needs examples, and each needs a source and a target", nameof(examples));
        int[][] rows = [.. examples.Select(e => (int[])[.. e.Source, .. e.Target.Select(id => id == EncodedExample.IgnoreIndex ? padId : id)])];
        int[][] labels = [.. examples.Select(Labels)];
        return new(
            RowPadding.Pad(rows, padId, device), RowPadding.Mask(rows, device), RowPadding.Pad(labels, EncodedExample.IgnoreIndex, device),
            examples.Sum(e => (long)e.LabelCount))
        {
            PromptMask = RowPadding.Pad([.. examples.Select(e => (int[])[.. Enumerable.Repeat(1, e.Source.Length), .. new int[e.Target.Length]])], 0, device),
        };
    }

    private static int[] Labels(EncodedExample example)
    {
        int[] labels = [.. Enumerable.Repeat(EncodedExample.IgnoreIndex, example.Source.Length), .. example.Target];
        foreach (int position in example.LabeledPositions ?? []) labels[position] = example.Source[position];
        return labels;
    }
}

/// <summary>Pads rows of ids of unequal length to one int64 matrix.</summary>
internal static class RowPadding
{
    /// <summary>Pads rows on one side to [rows, longest]; outside any dispose scope.</summary>
    public static Tensor Pad(IReadOnlyList<int[]> rows, int filler, Device device, bool left = false)
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

    /// <summary>Computes the mask of <see cref="Pad"/>: 1 at ids, 0 at padding.</summary>
    public static Tensor Mask(IReadOnlyList<int[]> rows, Device device, bool left = false) =>
        Pad([.. rows.Select(r => Enumerable.Repeat(1, r.Length).ToArray())], 0, device, left);
}
