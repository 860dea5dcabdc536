namespace Kif.Models;

/// <summary>The feed-forward part of a layer: down(activation(up x)), or down(activation(gate x) · up x).</summary>
/// <param name="activation">The activation function.</param>
/// <param name="up">The map to the inner width.</param>
/// <param name="down">The map back.</param>
/// <param name="gate">The map whose outputs are activated in place of those of <paramref name="up"/>; null for a plain layer.</param>
internal sealed class FeedForward(Func<Tensor, Tensor> activation, LinearModule up, LinearModule down, LinearModule? gate = null)
{
    /// <summary>Whether the backbone's dropout applies before the map back.</summary>
    public bool Dropout { get; init; }

    /// <summary>Whether the map up computes the gate's outputs and then its own.</summary>
    public bool Fused { get; init; }

    /// <summary>Maps [tokens, width] to the same shape.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x)
    {
        if (Dropout && !Fused && gate is null && activation == ActivationFunction.Relu) return pass.Linear(down, pass.DroppedRelu(pass.Linear(up, x)));
        Tensor inner = Inner(pass, x);
        return pass.Linear(down, Dropout ? pass.Dropout(inner) : inner);
    }

    private Tensor Inner(ForwardPass pass, Tensor x)
    {
        if (Fused) return ActivationFunction.Gate(activation, pass.Linear(up, x));
        if (gate is null) return activation(pass.Linear(up, x));
        Tensor open = pass.Linear(gate, x);
        return ActivationFunction.Gate(activation, open, pass.Linear(up, x));
    }
}
