namespace Kif.Baselines;

/// <summary>The logits of replay examples from the time they were stored; [rows, vocabulary], or the largest of each row with their indices.</summary>
/// <param name="half">Whether to store 16 bits.</param>
/// <param name="top">The number of logits stored per row; null for all.</param>
internal sealed class StoredLogits(bool half, int? top) : IStateful
{
    private const double LargestHalf = 65504;

    private long[] ids = [];
    private int[] rows = [];
    private Tensor? logits, places;

    /// <summary>Drops the logits of examples that left the buffer, and adds those of new ones.</summary>
    /// <param name="memory">The current replay examples.</param>
    /// <param name="compute">Computes the logits of one example [tokens, vocabulary].</param>
    public void Renew(IReadOnlyList<Remembered> memory, Func<Example, Tensor> compute)
    {
        using var scope = torch.NewDisposeScope();
        Dictionary<long, (int Start, int Count)> old = Ranges();
        var pieces = new List<(Tensor Logits, Tensor? Places)>();
        foreach (Remembered m in memory)
            pieces.Add(old.TryGetValue(m.Id, out (int Start, int Count) range)
                ? (logits!.narrow(0, range.Start, range.Count), places?.narrow(0, range.Start, range.Count))
                : Reduce(compute(m.Example)));
        Tensor? all = pieces.Count == 0 ? null : torch.cat([.. pieces.Select(p => p.Logits)]).DetachFromDisposeScope();
        Tensor? where = pieces.Count == 0 || top is null ? null : torch.cat([.. pieces.Select(p => p.Places!)]).DetachFromDisposeScope();
        logits?.Dispose();
        places?.Dispose();
        (ids, rows, logits, places) = ([.. memory.Select(m => m.Id)], [.. pieces.Select(p => (int)p.Logits.shape[0])], all, where);
    }

    /// <summary>Computes mean((z − stored)²) over the stored logits of replay examples.</summary>
    /// <param name="now">z, their current logits [tokens, vocabulary], row by row.</param>
    /// <param name="memories">The replay examples.</param>
    public Tensor Distance(Tensor now, IReadOnlyList<Remembered> memories)
    {
        Dictionary<long, (int Start, int Count)> ranges = Ranges();
        long[] index = [.. memories.SelectMany(m => Enumerable.Range(ranges[m.Id].Start, ranges[m.Id].Count)).Select(i => (long)i)];
        Tensor select = torch.tensor(index, device: logits!.device);
        Tensor stored = logits.index_select(0, select).to(now.dtype, now.device);
        Tensor compared = places is null ? now : now.gather(1, places.index_select(0, select).to(ScalarType.Int64, now.device));
        return (compared - stored).square().mean();
    }

    public void Visit(IStateVisitor state)
    {
        state.Value("ids", ref ids);
        state.Value("rows", ref rows);
        state.Tensor("logits", ref logits);
        state.Tensor("places", ref places);
    }

    private (Tensor Logits, Tensor? Places) Reduce(Tensor all)
    {
        Tensor values = all.detach();
        Tensor? where = null;
        if (top is { } most)
        {
            (values, Tensor indices) = values.topk((int)Math.Min(most, values.shape[1]), 1);
            where = indices.to_type(ScalarType.Int32);
        }
        return (half ? values.clamp(-LargestHalf, LargestHalf).to_type(ScalarType.Float16) : values, where);
    }

    private Dictionary<long, (int Start, int Count)> Ranges()
    {
        var ranges = new Dictionary<long, (int, int)>();
        for (int i = 0, start = 0; i < ids.Length; start += rows[i++]) ranges[ids[i]] = (start, rows[i]);
        return ranges;
    }
}
