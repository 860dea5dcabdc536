namespace Kif.Models.Backbones;

/// <summary>Layer normalization, (x − mean(x)) · (variance(x) + ε)^(−1/2) · gain + bias.</summary>
internal sealed class LayerNorm
{
    private readonly int gain, bias;
    private readonly double epsilon;

    /// <summary>Declares gain and bias, both exempt from weight decay.</summary>
    public LayerNorm(BackboneLayout layout, string path, long size, double epsilon, int? layer = null)
    {
        gain = layout.Norm(path, size, layer);
        bias = layout.Add(new($"{path}.bias", new(path, layer), ParameterRole.Bias, [size], false));
        this.epsilon = epsilon;
    }

    /// <summary>Maps [rows, width] to [rows, width], in the type of x.</summary>
    public Tensor Forward(ForwardPass pass, Tensor x) =>
        torch.nn.functional.layer_norm(x, [x.shape[^1]], pass.Weight(gain).to_type(x.dtype), pass.Weight(bias).to_type(x.dtype), epsilon);
}
