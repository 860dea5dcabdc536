namespace Kif;

/// <summary>
/// Extra forward and backward passes for strategies. All of them go through here and are counted, so that cost columns are measured, not declared.
/// They run without dropout and never touch the run's random streams. Returned tensors belong to the step's dispose scope. No forward pass has more examples
/// than one of the training: more of them are passed through one after another, with the same result. At the end of a task all methods throw an
/// <see cref="OperationCanceledException"/> once the run is stopped; hooks let it pass, and are called again when the run resumes.
/// </summary>
public interface IExtraPasses
{
    /// <summary>The run's encoder: for passes over token ids that are put together otherwise than training does, and for the text of generated ids.</summary>
    IExampleEncoder Encoder { get; }

    /// <summary>Computes gradients with respect to <paramref name="weights"/>, reduced to one flat vector.</summary>
    Tensor Gradients(IReadOnlyList<Example> examples, Tensor weights, GradientTarget loss, GradientReduction reduction);

    /// <summary>Computes the logits of the labeled rows under other weights, [target tokens, vocabulary], without gradient.</summary>
    Tensor Logits(IReadOnlyList<Example> examples, Tensor weights);

    /// <summary>Computes mean loss, labeled logits and labels under other weights, without gradient.</summary>
    ForwardResult Forward(IReadOnlyList<Example> examples, Tensor weights);

    /// <summary>
    /// Computes mean loss, labeled logits and labels of token ids under other weights, without gradient: of another target than the example's, such as
    /// generated ids, or with other positions labeled. Rows of logits come example by example, as many as each has labels.
    /// </summary>
    ForwardResult Forward(IReadOnlyList<EncodedExample> examples, Tensor weights);

    /// <summary>
    /// Generates the token ids of answers under other weights, up to and including the end token: greedily, or drawn from the model's distribution. The draws
    /// of a prompt depend on the random stream and on its place in the list, not on how the list is split into passes.
    /// </summary>
    /// <param name="prompts">The prompts; only sources (and, for masked models, answer positions) are read.</param>
    /// <param name="weights">The weights to generate with.</param>
    /// <param name="maxNewTokens">The most tokens of an answer, end token included; at least 1.</param>
    /// <param name="temperature">What logits are divided by; 0 for greedy decoding.</param>
    /// <param name="random">The hook's stream, which moves on by one number a call; not used at temperature 0.</param>
    IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, RandomStream random);

    /// <summary>Generates answers greedily under other weights.</summary>
    IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens);

    /// <summary>
    /// Computes second moments of the inputs of the maps that train, or whose adapters do: the mean of x xᵀ over all tokens of all examples, not centered.
    /// </summary>
    /// <param name="examples">The examples, at least one.</param>
    /// <param name="weights">The weights of the passes.</param>
    /// <param name="padding">Whether padding counts as tokens, as in published implementations; it depends on how examples form batches. Default: no.</param>
    /// <returns>
    /// Float64 [inputs, inputs] by the path of each module (<see cref="ModuleInfo.Path"/>). Maps that read the same tensor share one object.
    /// </returns>
    /// <exception cref="NotSupportedException">These passes do not compute it.</exception>
    IReadOnlyDictionary<string, Tensor> InputMoments(IReadOnlyList<Example> examples, Tensor weights, bool padding = false) =>
        throw new NotSupportedException($"{GetType().Name} computes no moments of inputs");
}

/// <summary>The quantity that an extra pass differentiates.</summary>
public enum GradientTarget
{
    /// <summary>Mean cross entropy over the target tokens.</summary>
    CrossEntropy,

    /// <summary>Cross entropy summed over an example's target tokens: its true negative log-likelihood; of several examples their mean.</summary>
    LogLikelihood,

    /// <summary>Squared norm of the logits, averaged over target positions of all examples (MAS).</summary>
    SquaredLogits,

    /// <summary>Cross entropy against labels drawn from the model's own distribution (the textbook Fisher).</summary>
    SampledLabels,

    /// <summary>Cross entropy summed over an example's labels drawn from the model's own distribution; of several examples their mean.</summary>
    SampledLogLikelihood,
}

/// <summary>The reduction of the gradients of several examples to one vector.</summary>
public enum GradientReduction
{
    /// <summary>The gradient of the mean loss over all examples as one batch.</summary>
    BatchMean,

    /// <summary>The mean of squared per-example gradients (empirical Fisher).</summary>
    MeanSquare,

    /// <summary>The mean of absolute per-example gradients (MAS).</summary>
    MeanAbsolute,
}
