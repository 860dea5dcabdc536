using Kif.Models;

namespace Kif.Fuzzing;

/// <summary>Computes with a model that was loaded: settings that only fail later are no success.</summary>
internal static class ModelUse
{
    private static readonly EncodedExample[] Examples = [new([3, 4, 2], [2, 1]) { AnswerPositions = [0, 2] }, new([3], [1]) { AnswerPositions = [0] }];

    public static void Compute(IBackbone backbone)
    {
        using var scope = torch.NewDisposeScope();
        using LanguageModel model = LanguageModel.WithAllWeights(backbone, new() { KeepsBackbone = true });
        if (backbone.Weights[0].Shape[0] < 5) return; // the examples' ids are none of its
        Tensor weights = model.InitialWeights(new(1));
        using TokenBatch batch = model.Collate(Examples);
        Tensor logits = model.Logits(batch, weights);
        UnsoundException.Unless(logits.shape[^1] == backbone.Weights[0].Shape[0], "there is not one logit for each token");
        _ = model.Generate(Examples, weights, 2);
    }
}
