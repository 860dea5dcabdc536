using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>
/// Dark experience replay with labels (algorithms.md 10.12): L + α·mean((z − stored z)²) + β·L(replay examples), with the logits of an example stored once, at
/// the end of its task and without dropout.
/// </summary>
/// <param name="options">Weights of the terms, storage and sampling.</param>
/// <param name="sampler">Samples the replay examples; null for the options' sampling.</param>
internal sealed class DerPlusPlusStrategy(DerPlusPlusOptions options, IMemorySampler? sampler = null) : ContinualStrategy
{
    private readonly IMemorySampler sampler = sampler
        ?? MemorySampling.Of(options.Draw ?? (options.Profile == MethodProfile.OfficialCode ? MemoryDraw.Passes : MemoryDraw.Uniform));

    private readonly StoredLogits stored = new(options.HalfPrecision ?? options.Profile == MethodProfile.Recommended, options.TopLogits);

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Memory);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        sampler.Begin();
        return TaskPlan.Default;
    }

    /// <inheritdoc/>
    public override Tensor? Loss(in LossInput pass)
    {
        (double alpha, double beta) = (options.Alpha, options.Beta);
        if (alpha == 0 && beta == 0) return null;
        // A buffer that chooses before a task has examples of it already, without logits.
        IReadOnlyList<ReplayExample> memory = alpha == 0 ? pass.Memory : stored.Of(pass.Memory);
        if (memory.Count == 0) return null;
        (IReadOnlyList<ReplayExample> batch, ForwardResult now) = Replay(pass, memory);
        Tensor? distance = alpha == 0 ? null : stored.Distance(now.Logits, batch) * alpha;
        if (beta == 0) return distance;
        if (distance is not null && (options.TwoDraws ?? options.Profile == MethodProfile.Paper)) now = Replay(pass, memory).Now;
        return distance is null ? now.Loss * beta : distance + now.Loss * beta;
    }

    /// <inheritdoc/>
    public override void AfterTask(in TaskFinished task)
    {
        sampler.Begin();
        if (options.Alpha == 0) return;
        (IExtraPasses probe, Tensor weights) = (task.Passes, task.Weights);
        stored.Renew(task.Memory, example => probe.Logits([example], weights));
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        stored.Visit(state);
        state.Child("passes", sampler);
    }

    private (IReadOnlyList<ReplayExample> Batch, ForwardResult Now) Replay(in LossInput pass, IReadOnlyList<ReplayExample> memory)
    {
        IReadOnlyList<ReplayExample> batch = sampler.Draw(memory, options.BatchSize ?? pass.Examples.Count, pass.Random);
        return (batch, pass.More.Forward([.. batch.Select(m => m.Example)]));
    }
}

/// <summary>Options of dark experience replay with labels.</summary>
public sealed class DerPlusPlusOptions
{
    /// <summary>The variant, where paper and library differ. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>α, the weight of the squared distance to the stored logits; 0 stores none. Default: 0.1.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.05, 1, Logarithmic = true)]
    public double Alpha { get; set; } = 0.1;

    /// <summary>β, the weight of the replay examples' loss. Default: 0.5.</summary>
    [Range(0.0, 1e6)]
    [SearchRange(0.25, 1)]
    public double Beta { get; set; } = 0.5;

    /// <summary>Whether each term draws its own replay examples; null for the profile's value (paper: true). Default: null.</summary>
    public bool? TwoDraws { get; set; }

    /// <summary>
    /// The sampling of replay examples; null for the profile's: recommended and paper uniformly with replacement, official code in passes. Default: null.
    /// </summary>
    public MemoryDraw? Draw { get; set; }

    /// <summary>Whether logits are stored in 16 bits, clipped to ±65504; null for the profile's value (recommended: true). Default: null.</summary>
    public bool? HalfPrecision { get; set; }

    /// <summary>The number of largest logits per token that are stored and compared; null for all. Default: null.</summary>
    [Range(1, int.MaxValue)]
    public int? TopLogits { get; set; }

    /// <summary>Replay examples per forward pass of the training; null takes as many as the pass has examples. Default: null.</summary>
    [Range(1, 100000)]
    public int? BatchSize { get; set; }

    /// <summary>The replay buffer. Default: uniform, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("uniform");
}

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
    public void Renew(IReadOnlyList<ReplayExample> memory, Func<Example, Tensor> compute)
    {
        using var scope = torch.NewDisposeScope();
        Dictionary<long, (int Start, int Count)> old = Ranges();
        var pieces = new List<(Tensor Logits, Tensor? Places)>();
        foreach (ReplayExample m in memory)
            pieces.Add(old.TryGetValue(m.Id, out (int Start, int Count) range)
                ? (logits!.narrow(0, range.Start, range.Count), places?.narrow(0, range.Start, range.Count))
                : Reduce(compute(m.Example)));
        Tensor? all = pieces.Count == 0 ? null : torch.cat([.. pieces.Select(p => p.Logits)]).DetachFromDisposeScope();
        Tensor? where = pieces.Count == 0 || top is null ? null : torch.cat([.. pieces.Select(p => p.Places!)]).DetachFromDisposeScope();
        logits?.Dispose();
        places?.Dispose();
        (ids, rows, logits, places) = ([.. memory.Select(m => m.Id)], [.. pieces.Select(p => (int)p.Logits.shape[0])], all, where);
    }

    /// <summary>Returns the replay examples whose logits are stored; the list itself if all are.</summary>
    public IReadOnlyList<ReplayExample> Of(IReadOnlyList<ReplayExample> memory)
    {
        HashSet<long> known = [.. ids];
        return memory.All(m => known.Contains(m.Id)) ? memory : [.. memory.Where(m => known.Contains(m.Id))];
    }

    /// <summary>Computes mean((z − stored)²) over the stored logits of replay examples.</summary>
    /// <param name="now">z, their current logits [tokens, vocabulary], row by row.</param>
    /// <param name="memories">The replay examples.</param>
    public Tensor Distance(Tensor now, IReadOnlyList<ReplayExample> memories)
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
