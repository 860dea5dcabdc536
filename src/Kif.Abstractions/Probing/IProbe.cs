namespace Kif;

/// <summary>
/// Extra forward and backward passes for strategies. All of them go through here and are counted, so that cost columns are measured, not declared.
/// They run without dropout and never touch the run's random streams. Returned tensors belong to the step's dispose scope.
/// </summary>
public interface IProbe
{
    /// <summary>Computes gradients with respect to <paramref name="weights"/>, reduced to one flat vector.</summary>
    Tensor Gradients(IReadOnlyList<Example> examples, Tensor weights, ProbeLoss loss, GradientReduction reduction);

    /// <summary>Computes the logits of the labeled rows under other weights, [target tokens, vocabulary], without gradient.</summary>
    Tensor Logits(IReadOnlyList<Example> examples, Tensor weights);

    /// <summary>Computes mean loss, labeled logits and labels under other weights, without gradient.</summary>
    ForwardResult Forward(IReadOnlyList<Example> examples, Tensor weights);

    /// <summary>Generates answers greedily under other weights.</summary>
    IReadOnlyList<string> Generate(IReadOnlyList<Example> examples, Tensor weights, int maxNewTokens);
}
