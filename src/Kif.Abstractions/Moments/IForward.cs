namespace Kif;

/// <summary>Further forward passes for a loss term, counted as extra cost; they draw dropout masks of their own.</summary>
public interface IForward
{
    /// <summary>A differentiable pass over other examples at the weights in training.</summary>
    ForwardResult Forward(IReadOnlyList<Example> examples);

    /// <summary>Logits of the current batch's labelled rows under other weights, without gradient and dropout.</summary>
    Tensor LogitsUnder(Tensor weights);
}
