using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of SuRe.</summary>
internal sealed class SureOptions
{
    /// <summary>Every how many forward passes of the training replay examples are added, counted over all tasks. Default: 2.</summary>
    [Range(1, int.MaxValue)]
    [SearchRange(1, 4, Whole = true)]
    public int Every { get; set; } = 2;

    /// <summary>Replay examples per such pass; null takes as many as the pass has examples. Default: null.</summary>
    [Range(1, 100000)]
    public int? BatchSize { get; set; }

    /// <summary>μ, the share of the average that stays at each step; 0 answers with the trained weights. Default: 0.995.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.9, 0.999)]
    public double Momentum { get; set; } = 0.995;

    /// <summary>Whether the average takes the weights from before each step, once a micro-batch, as the published code does. Default: false.</summary>
    public bool BeforeStep { get; set; }

    /// <summary>The replay buffer. Default: surprise, 2 % of every task.</summary>
    public ComponentChoice Buffer { get; set; } = ComponentChoice.Of("surprise");

    internal EmaOptions Average => new() { Momentum = Momentum, BeforeStep = BeforeStep };
}

/// <summary>
/// The replay of SuRe: at every f-th pass the loss is the mean of the batch's and that of as many replay examples, all different (algorithms.md 10.16).
/// </summary>
/// <param name="options">How often and how many.</param>
/// <param name="sampler">Samples the replay examples; null for uniformly, without replacement.</param>
internal sealed class SurpriseReplay(SureOptions options, IMemorySampler? sampler = null) : ContinualStrategy
{
    private int passes;

    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Memory);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task)
    {
        sampler?.Begin();
        return TaskPlan.Default;
    }

    /// <inheritdoc/>
    public override Tensor? Loss(in LossInput pass)
    {
        if (++passes % options.Every != 0 || pass.Memory.Count == 0) return null;
        int count = Math.Min(options.BatchSize ?? pass.Examples.Count, pass.Memory.Count);
        IReadOnlyList<ReplayExample> batch = sampler?.Draw(pass.Memory, count, pass.Random) ?? Different(pass.Memory, count, pass.Random);
        return (pass.More.Forward([.. batch.Select(m => m.Example)]).Loss - pass.Result.Loss) / 2;
    }

    /// <inheritdoc/>
    public override void Visit(IStateVisitor state)
    {
        state.Value("passes", ref passes);
        if (sampler is not null) state.Child("sampler", sampler);
    }

    private static IReadOnlyList<ReplayExample> Different(IReadOnlyList<ReplayExample> memory, int count, RandomStream random) =>
        [.. random.Permutation(memory.Count).Take(count).Select(i => memory[i])];
}
