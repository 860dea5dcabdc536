namespace Kif.Models;

/// <summary>Draws next tokens from a model's distribution. Every row of a batch has draws of its own, whatever the others do.</summary>
/// <param name="options">The temperature, above 0, and the limits.</param>
/// <param name="random">The stream of the first row's draws; the others' are derived from it.</param>
internal sealed class TokenSampler(SamplingOptions options, RandomStream random)
{
    private readonly List<RandomStream> streams = [];

    /// <summary>Creates a sampler whose rows have given streams.</summary>
    /// <param name="options">The temperature, above 0, and the limits.</param>
    /// <param name="rows">The stream of each row's draws.</param>
    public TokenSampler(SamplingOptions options, IReadOnlyList<RandomStream> rows) : this(options, rows[0]) => streams.AddRange(rows);

    /// <summary>Draws one token per row.</summary>
    /// <param name="logits">[rows, vocabulary].</param>
    /// <param name="numbers">The number of each row, which its draws belong to; null for 0, 1, ….</param>
    public long[] Choose(Tensor logits, IReadOnlyList<int>? numbers = null)
    {
        using var scope = torch.NewDisposeScope();
        (long rows, int size) = (logits.shape[0], (int)logits.shape[1]);
        double[] all = logits.to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        while (streams.Count < (numbers?.Max() + 1 ?? rows)) streams.Add(streams.Count == 0 ? random : random.Derive($"row-{streams.Count}"));
        long[] chosen = new long[rows];
        for (int row = 0; row < rows; row++)
        {
            (int[] ids, double[] probabilities) = Distribution(all.AsSpan(row * size, size), options);
            chosen[row] = ids[Draw(probabilities, streams[numbers?[row] ?? row].NextDouble())];
        }
        return chosen;
    }

    /// <summary>Returns the ids that may be drawn, likeliest first (equal ones by id), and their probabilities, which add up to 1.</summary>
    /// <param name="logits">The logits of one row.</param>
    /// <param name="options">The temperature, above 0, and the limits.</param>
    public static (int[] Ids, double[] Probabilities) Distribution(ReadOnlySpan<double> logits, SamplingOptions options)
    {
        double[] values = logits.ToArray();
        int[] ids = Sorted(values);
        int count = ids.Length;
        if (options.TopK is { } most && most < count)
        {
            double last = values[ids[most - 1]];
            for (count = most; count < ids.Length && values[ids[count]] == last; count++) { }
        }
        double highest = values[ids[0]];
        double[] weights = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++) total += weights[i] = Math.Exp((values[ids[i]] - highest) / options.Temperature);
        double before = 0;
        int kept = 0;
        while (kept < count && (kept == 0 || before < options.TopP * total)) before += weights[kept++];
        return (ids[..kept], [.. weights.AsSpan(0, kept).ToArray().Select(w => w / before)]);
    }

    /// <summary>Returns the ids by descending logit, equal ones by id. NaN comes last: a broken model must not answer with its first tokens.</summary>
    private static int[] Sorted(double[] values)
    {
        int[] ids = [.. Enumerable.Range(0, values.Length)];
        double[] keys = Array.ConvertAll(values, v => double.IsNaN(v) ? double.PositiveInfinity : -v);
        Array.Sort(keys, ids);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start]; end++) { }
            Array.Sort(ids, start, end - start);
        }
        return ids;
    }

    /// <summary>Returns the index at which the sum of probabilities passes a number in [0, 1).</summary>
    private static int Draw(double[] probabilities, double at)
    {
        double sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
            if (at < (sum += probabilities[i])) return i;
        return probabilities.Length - 1;
    }
}
