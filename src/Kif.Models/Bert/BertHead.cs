using Kif.Models.Backbones;

namespace Kif.Models.Bert;

/// <summary>The masked-language-model head: a linear map with activation and norm, then the embedding matrix and a bias.</summary>
internal sealed class BertHead
{
    private readonly LinearModule transform;
    private readonly LayerNorm norm;
    private readonly int table, bias;
    private readonly Func<Tensor, Tensor> activation;

    /// <summary>Declares the head's weights; its matrix may be the embedding.</summary>
    public BertHead(BackboneLayout layout, BertConfig config, int words)
    {
        const string path = "cls.predictions";
        long width = config.ModelWidth;
        bias = layout.Add(new($"{path}.bias", new(path), ParameterRole.Bias, [config.VocabularySize], false, [$"{path}.decoder.bias"]));
        transform = layout.Linear(new($"{path}.transform.dense"), width, width, true, false);
        norm = new(layout, $"{path}.transform.LayerNorm", width, config.NormEpsilon);
        table = config.TiedHead ? words : layout.Weight($"{path}.decoder", [config.VocabularySize, width]);
        activation = ActivationFunction.Named(config.Activation);
    }

    /// <summary>Maps [rows, width] to logits [rows, vocabulary].</summary>
    public Tensor Forward(ForwardPass pass, Tensor x) =>
        torch.nn.functional.linear(norm.Forward(pass, activation(pass.Linear(transform, x))), pass.Weight(table), pass.Weight(bias));
}
