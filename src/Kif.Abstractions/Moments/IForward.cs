namespace Kif;

/// <summary>Additional forward passes for a loss term, counted as extra cost, with their own dropout masks.</summary>
public interface IForward
{
    /// <summary>Runs a differentiable pass over other examples with the weights in training.</summary>
    ForwardResult Forward(IReadOnlyList<Example> examples);

    /// <summary>Computes the logits of the current batch's labeled rows under other weights, without gradient and dropout.</summary>
    Tensor LogitsUnder(Tensor weights);
}
