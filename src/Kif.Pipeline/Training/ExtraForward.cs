namespace Kif.Pipeline.Training;

/// <summary>The additional forward passes for a loss term, with dropout masks of their own.</summary>
internal sealed class ExtraForward(ILanguageModel model, IExampleEncoder encoder, RunCost cost, RandomStream dropout, Tensor weights, TokenBatch current, int currentExamples) : IForward
{
    public ForwardResult Forward(IReadOnlyList<Example> examples)
    {
        cost.ExtraForward += examples.Count;
        cost.ExtraBackward += examples.Count;
        using TokenBatch batch = model.Collate([.. examples.Select(encoder.Encode)]);
        return model.Forward(batch, weights, new ForwardOptions(dropout));
    }

    public Tensor LogitsUnder(Tensor other)
    {
        cost.ExtraForward += currentExamples;
        using var off = torch.no_grad();
        return model.Forward(current, other).Logits;
    }
}
