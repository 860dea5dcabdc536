using System.Collections.ObjectModel;

namespace Kif;

/// <summary>The position of an optimizer step in a run.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="TaskIndex">The task's 0-based place in the stream.</param>
/// <param name="Phase">The name of the step's phase; null in the main training of the task.</param>
/// <param name="Step">0-based step within the task's training or the phase.</param>
/// <param name="PlannedSteps">Steps planned for the task or the phase.</param>
public readonly record struct StepPosition(string Task, int TaskIndex, string? Phase, int Step, int PlannedSteps);

/// <summary>The input of a loss term: a micro-batch after its forward pass, before its backward pass.</summary>
public readonly ref struct LossInput
{
    /// <summary>The position in the run.</summary>
    public required StepPosition Position { get; init; }

    /// <summary>The examples of the micro-batch.</summary>
    public required IReadOnlyList<Example> Examples { get; init; }

    /// <summary>Loss, labeled logits and labels; differentiable.</summary>
    public required ForwardResult Result { get; init; }

    /// <summary>Additional forward passes.</summary>
    public required IForward More { get; init; }

    /// <summary>The replay examples of earlier tasks. Default: none.</summary>
    public IReadOnlyList<ReplayExample> Memory { get => field ?? []; init; }

    /// <summary>The part's own random stream.</summary>
    public required RandomStream Random { get; init; }
}

/// <summary>
/// Additional passes for a loss term, counted as extra cost, with their own dropout masks. The student and its teacher may read other prompts before the same
/// answer: rows of logits come example by example, as many as each has labels, so rows of the same target ids belong together.
/// </summary>
public interface IForward
{
    /// <summary>The run's encoder: for passes over token ids that are put together otherwise than training does.</summary>
    IExampleEncoder Encoder { get; }

    /// <summary>Runs a differentiable pass over other examples with the weights in training.</summary>
    ForwardResult Forward(IReadOnlyList<Example> examples);

    /// <summary>Runs a differentiable pass over token ids with the weights in training.</summary>
    ForwardResult Forward(IReadOnlyList<EncodedExample> examples);

    /// <summary>Computes the logits of the current batch's labeled rows under other weights, without gradient and dropout.</summary>
    Tensor LogitsUnder(Tensor weights);

    /// <summary>Computes the logits of the labeled rows of token ids, [target tokens, vocabulary], without gradient and dropout.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="weights">The weights; null for those in training.</param>
    Tensor LogitsUnder(IReadOnlyList<EncodedExample> examples, Tensor? weights);

    /// <summary>Generates the token ids of answers without dropout, as <see cref="IExtraPasses"/> does.</summary>
    /// <param name="prompts">The prompts; only sources (and, for masked models, answer positions) are read.</param>
    /// <param name="weights">The weights to generate with; null for those in training.</param>
    /// <param name="maxNewTokens">The most tokens of an answer, end token included; at least 1.</param>
    /// <param name="temperature">What logits are divided by; 0 for greedy decoding.</param>
    /// <param name="random">The hook's stream, which moves on by one number a call; not used at temperature 0.</param>
    IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor? weights, int maxNewTokens, double temperature, RandomStream random);
}

/// <summary>The input of a penalty: added once per step, after the backward passes of all micro-batches.</summary>
public readonly ref struct PenaltyInput
{
    /// <summary>The position in the run.</summary>
    public required StepPosition Position { get; init; }

    /// <summary>The space of the weights.</summary>
    public required ParameterSpace Space { get; init; }

    /// <summary>The weights in training, differentiable.</summary>
    public required Tensor Weights { get; init; }
}

/// <summary>The gradients of a step: complete and finite, not yet clipped.</summary>
public readonly ref struct GradientInput
{
    /// <summary>The position in the run.</summary>
    public required StepPosition Position { get; init; }

    /// <summary>The weights that the gradients belong to; borrowed.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>The flat gradients, penalties included, as the previous part left them; borrowed.</summary>
    public required Tensor Gradients { get; init; }

    /// <summary>Summed absolute outputs per trainable linear map [outputs], if the plan requested them; else empty.</summary>
    public IReadOnlyDictionary<string, Tensor> Outputs { get => field ?? ReadOnlyDictionary<string, Tensor>.Empty; init; }

    /// <summary>The replay examples of earlier tasks. Default: none.</summary>
    public IReadOnlyList<ReplayExample> Memory { get => field ?? []; init; }

    /// <summary>Extra passes.</summary>
    public required IExtraPasses Passes { get; init; }

    /// <summary>The part's own random stream.</summary>
    public required RandomStream Random { get; init; }
}

/// <summary>
/// The end of an optimizer step, with the KIF reference's timing: weights after the step, clipped gradients from before it (algorithms.md 3.3).
/// </summary>
public readonly ref struct StepEnd
{
    private readonly double? factor;

    /// <summary>The position in the run.</summary>
    public required StepPosition Position { get; init; }

    /// <summary>Weights after the step; borrowed.</summary>
    public required Tensor Weights { get; init; }

    /// <summary>The clipped gradients, penalties included; borrowed.</summary>
    public required Tensor Gradients { get; init; }

    /// <summary>The factor by which clipping multiplied the gradients. Default: 1, it did nothing.</summary>
    public double ClippingFactor { get => factor ?? 1; init => factor = value; }

    /// <summary>Weights before the step, if the plan requested them; borrowed.</summary>
    public Tensor? PreviousWeights { get; init; }

    /// <summary>Gradients of the task loss alone, without penalties and clipping, if the plan requested them; borrowed.</summary>
    public Tensor? TaskGradients { get; init; }
}

/// <summary>The end of a phase that this part requested.</summary>
public readonly ref struct PhaseEnd
{
    /// <summary>The phase's name.</summary>
    public required string Phase { get; init; }

    /// <summary>The weights at its start; borrowed.</summary>
    public required Tensor Before { get; init; }

    /// <summary>The weights at its end; borrowed.</summary>
    public required Tensor Weights { get; init; }
}
