namespace Kif;

/// <summary>The position of an optimizer step in a run.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="TaskIndex">The task's 0-based place in the stream.</param>
/// <param name="Phase">The name of the step's phase; null in the main training of the task.</param>
/// <param name="Step">0-based step within the task's training or the phase.</param>
/// <param name="PlannedSteps">Steps planned for the task or the phase.</param>
public readonly record struct StepPosition(string Task, int TaskIndex, string? Phase, int Step, int PlannedSteps);

/// <summary>The input of a loss term: a micro-batch after its forward pass, before its backward pass.</summary>
/// <param name="position">The position in the run.</param>
/// <param name="examples">The examples of the micro-batch.</param>
/// <param name="result">Loss, labeled logits and labels; differentiable.</param>
/// <param name="more">Additional forward passes.</param>
/// <param name="memory">The replay examples of earlier tasks.</param>
/// <param name="random">The part's own random stream.</param>
public readonly ref struct LossInput(
    StepPosition position, IReadOnlyList<Example> examples, ForwardResult result, IForward more, IReadOnlyList<ReplayExample> memory, RandomStream random)
{
    /// <summary>The position in the run.</summary>
    public StepPosition Position { get; } = position;

    /// <summary>The examples of the micro-batch.</summary>
    public IReadOnlyList<Example> Examples { get; } = examples;

    /// <summary>Loss, labeled logits and labels; differentiable.</summary>
    public ForwardResult Result { get; } = result;

    /// <summary>Additional forward passes.</summary>
    public IForward More { get; } = more;

    /// <summary>The replay examples of earlier tasks.</summary>
    public IReadOnlyList<ReplayExample> Memory { get; } = memory;

    /// <summary>The part's own random stream.</summary>
    public RandomStream Random { get; } = random;
}

/// <summary>Additional forward passes for a loss term, counted as extra cost, with their own dropout masks.</summary>
public interface IForward
{
    /// <summary>Runs a differentiable pass over other examples with the weights in training.</summary>
    ForwardResult Forward(IReadOnlyList<Example> examples);

    /// <summary>Computes the logits of the current batch's labeled rows under other weights, without gradient and dropout.</summary>
    Tensor LogitsUnder(Tensor weights);
}

/// <summary>The input of a penalty: added once per step, after the backward passes of all micro-batches.</summary>
/// <param name="position">The position in the run.</param>
/// <param name="space">The space of the weights.</param>
/// <param name="weights">The weights in training, differentiable.</param>
public readonly ref struct PenaltyInput(StepPosition position, ParameterSpace space, Tensor weights)
{
    /// <summary>The position in the run.</summary>
    public StepPosition Position { get; } = position;

    /// <summary>The space of the weights.</summary>
    public ParameterSpace Space { get; } = space;

    /// <summary>The weights in training, differentiable.</summary>
    public Tensor Weights { get; } = weights;
}

/// <summary>The gradients of a step: complete and finite, not yet clipped.</summary>
/// <param name="position">The position in the run.</param>
/// <param name="weights">The weights that the gradients belong to; borrowed.</param>
/// <param name="gradients">The flat gradients, penalties included, as the previous part left them; borrowed.</param>
/// <param name="outputs">Summed absolute outputs per trainable linear map [outputs], if the plan requested them; else empty.</param>
/// <param name="memory">The replay examples of earlier tasks.</param>
/// <param name="passes">Extra passes.</param>
/// <param name="random">The part's own random stream.</param>
public readonly ref struct GradientInput(
    StepPosition position, Tensor weights, Tensor gradients, IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<ReplayExample> memory,
    IExtraPasses passes, RandomStream random)
{
    /// <summary>The position in the run.</summary>
    public StepPosition Position { get; } = position;

    /// <summary>The weights that the gradients belong to; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>The flat gradients, penalties included, as the previous part left them; borrowed.</summary>
    public Tensor Gradients { get; } = gradients;

    /// <summary>Summed absolute outputs per trainable linear map [outputs], if the plan requested them; else empty.</summary>
    public IReadOnlyDictionary<string, Tensor> Outputs { get; } = outputs;

    /// <summary>The replay examples of earlier tasks.</summary>
    public IReadOnlyList<ReplayExample> Memory { get; } = memory;

    /// <summary>Extra passes.</summary>
    public IExtraPasses Passes { get; } = passes;

    /// <summary>The part's own random stream.</summary>
    public RandomStream Random { get; } = random;
}

/// <summary>
/// The end of an optimizer step, with the KIF reference's timing: weights after the step, clipped gradients from before it (algorithms.md 3.3).
/// </summary>
/// <param name="position">The position in the run.</param>
/// <param name="weights">Weights after the step; borrowed.</param>
/// <param name="gradients">The clipped gradients, penalties included; borrowed.</param>
/// <param name="clippingFactor">The factor by which clipping multiplied the gradients (1 when it did nothing).</param>
/// <param name="previousWeights">Weights before the step, if the plan requested them; borrowed.</param>
/// <param name="taskGradients">Gradients of the task loss alone, without penalties and clipping, if the plan requested them; borrowed.</param>
public readonly ref struct StepEnd(
    StepPosition position, Tensor weights, Tensor gradients, double clippingFactor = 1, Tensor? previousWeights = null, Tensor? taskGradients = null)
{
    /// <summary>The position in the run.</summary>
    public StepPosition Position { get; } = position;

    /// <summary>Weights after the step; borrowed.</summary>
    public Tensor Weights { get; } = weights;

    /// <summary>The clipped gradients, penalties included; borrowed.</summary>
    public Tensor Gradients { get; } = gradients;

    /// <summary>The factor by which clipping multiplied the gradients (1 when it did nothing).</summary>
    public double ClippingFactor { get; } = clippingFactor;

    /// <summary>Weights before the step, if the plan requested them; borrowed.</summary>
    public Tensor? PreviousWeights { get; } = previousWeights;

    /// <summary>Gradients of the task loss alone, without penalties and clipping, if the plan requested them; borrowed.</summary>
    public Tensor? TaskGradients { get; } = taskGradients;
}

/// <summary>The end of a phase that this part requested.</summary>
/// <param name="phase">The phase's name.</param>
/// <param name="before">The weights at its start; borrowed.</param>
/// <param name="weights">The weights at its end; borrowed.</param>
public readonly ref struct PhaseEnd(string phase, Tensor before, Tensor weights)
{
    /// <summary>The phase's name.</summary>
    public string Phase { get; } = phase;

    /// <summary>The weights at its start; borrowed.</summary>
    public Tensor Before { get; } = before;

    /// <summary>The weights at its end; borrowed.</summary>
    public Tensor Weights { get; } = weights;
}
