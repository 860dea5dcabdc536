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
    /// <param name="pass">The forward pass.</param>
    /// <param name="x">The input.</param>
    /// <param name="owners">Int64 [tokens]: the row of the batch of each token; null without gates.</param>
    public Tensor Forward(ForwardPass pass, Tensor x, Tensor? owners)
    {
        if (Dropout && !Fused && gate is null && activation == ActivationFunction.Relu)
            return pass.Linear(down, pass.DroppedRelu(pass.Linear(up, x, owners)), owners);
        Tensor inner = Inner(pass, x, owners);
        return pass.Linear(down, Dropout ? pass.Dropout(inner) : inner, owners);
    }

    private Tensor Inner(ForwardPass pass, Tensor x, Tensor? owners)
    {
        if (Fused) return ActivationFunction.Gate(activation, pass.Linear(up, x, owners));
        if (gate is null) return activation(pass.Linear(up, x, owners));
        Tensor open = pass.Linear(gate, x, owners);
        return ActivationFunction.Gate(activation, open, pass.Linear(up, x, owners));
    }
}
