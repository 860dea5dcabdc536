namespace Kif;

/// <summary>
/// Extra computation that a strategy asks for. All of it goes through here and is counted, so that cost columns are measured and not declared.
/// Probes run without dropout and never touch the run's random streams. Returned tensors belong to the step's dispose scope.
/// </summary>
public interface IProbe
{
    /// <summary>Gradients with respect to <paramref name="weights"/>, put together as a flat vector.</summary>
    Tensor Gradients(IReadOnlyList<Example> examples, Tensor weights, ProbeLoss loss, GradientReduction reduction);

    /// <summary>Logits of the labelled rows under other weights, [target tokens, vocabulary], without gradient.</summary>
    Tensor Logits(IReadOnlyList<Example> examples, Tensor weights);

    /// <summary>Mean loss, labelled logits and labels under other weights, without gradient.</summary>
    ForwardResult Forward(IReadOnlyList<Example> examples, Tensor weights);

    /// <summary>Greedy answers under some weights.</summary>
    IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens);
}
