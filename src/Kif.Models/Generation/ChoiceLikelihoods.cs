namespace Kif.Models;

/// <summary>The log-likelihoods of several answers to each prompt of a batch: the prompts are read once, then one answer of each at a time.</summary>
/// <param name="decoding">The prompts.</param>
/// <param name="device">The device.</param>
internal sealed class ChoiceLikelihoods(TransformerDecoding decoding, Device device)
{
    /// <summary>Computes the sums of the log-probabilities of all tokens of each answer, in at least single precision.</summary>
    /// <param name="choices">The answers to each prompt, at least one token each.</param>
    /// <param name="cancellation">Stops between passes.</param>
    public double[][] Of(int[][][] choices, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        cancellation.ThrowIfCancellationRequested();
        double[][] sums = Begin(decoding.Begin(), choices);
        for (int choice = 0; choice < choices.Max(c => c.Length); choice++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[][] answers = [.. choices.Select(c => choice < c.Length ? c[choice] : [])];
            int[][] read = [.. answers.Select(a => a.Length > 1 ? a[..^1] : [])];
            if (Array.TrueForAll(read, r => r.Length == 0)) continue;
            using var inner = torch.NewDisposeScope();
            double[] each = Chosen(decoding.Extend(read), [.. answers.SelectMany(a => a.Skip(1))]);
            for (int row = 0, at = 0; row < read.Length; row++)
            {
                for (int i = 0; i < read[row].Length; i++) sums[row][choice] += each[at++];
                decoding.TakeBack(row, read[row].Length);
            }
        }
        return sums;
    }

    /// <summary>Looks up the first tokens of all answers.</summary>
    private double[][] Begin(Tensor logits, int[][][] choices)
    {
        long[] rows = [.. choices.SelectMany((c, row) => c.Select(_ => (long)row))];
        double[] each = Chosen(logits.index_select(0, torch.tensor(rows, device: device)), [.. choices.SelectMany(c => c.Select(ids => ids[0]))]);
        int at = 0;
        return [.. choices.Select(c => c.Select(_ => each[at++]).ToArray())];
    }

    /// <summary>Returns the log-probability of one id per row of logits.</summary>
    private double[] Chosen(Tensor logits, int[] ids)
    {
        Tensor targets = torch.tensor(Array.ConvertAll(ids, id => (long)id), device: device);
        Tensor losses = torch.nn.functional.cross_entropy(Precision.Widen(logits), targets, reduction: torch.nn.Reduction.None);
        return Array.ConvertAll(losses.to_type(ScalarType.Float64).cpu().data<double>().ToArray(), loss => -loss);
    }
}
