namespace Kif.Pipeline.Training;

/// <summary>Sums the absolute outputs of each trainable map over all micro-batches of a step.</summary>
internal sealed class OutputSums : IOutputObserver
{
    private readonly Dictionary<string, Tensor> sums = [];

    public IReadOnlyDictionary<string, Tensor> Sums => sums;

    public void See(string parameter, Tensor output)
    {
        using var off = torch.no_grad();
        Tensor sum = output.detach().abs().flatten(0, -2).sum(0L);
        sums[parameter] = sums.TryGetValue(parameter, out Tensor? before) ? before.add_(sum) : sum;
    }
}
