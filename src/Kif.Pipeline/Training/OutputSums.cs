namespace Kif.Pipeline.Training;

/// <summary>Sums the absolute outputs of each trainable map over all micro-batches of a step.</summary>
internal sealed class OutputSums : IOutputObserver
{
    private readonly Dictionary<string, Tensor> sums = [];

    public IReadOnlyDictionary<string, Tensor> Sums => sums;

    public void See(string parameter, Tensor output)
    {
        using var off = torch.no_grad();
        // Half precision is summed in float32: a sum of thousands of rows leaves its range.
        ScalarType wide = output.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? ScalarType.Float32 : output.dtype;
        Tensor sum = output.detach().abs().flatten(0, -2).sum(0L, type: wide);
        sums[parameter] = sums.TryGetValue(parameter, out Tensor? before) ? before.add_(sum) : sum;
    }
}
