namespace Kif.Pipeline.Training;

/// <summary>The sums of the absolute outputs of each trainable map over all micro-batches of a step; they outlive the scopes of the passes.</summary>
internal sealed class OutputSums : IOutputObserver, IDisposable
{
    private readonly Dictionary<string, Tensor> sums = [];

    public void See(string parameter, Tensor output)
    {
        using var off = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        // Half precision is summed in float32: a sum of thousands of rows overflows its range.
        ScalarType wide = output.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? ScalarType.Float32 : output.dtype;
        Tensor sum = output.detach().abs().flatten(0, -2).sum(0L, type: wide);
        if (sums.TryGetValue(parameter, out Tensor? before)) before.add_(sum);
        else sums[parameter] = sum.DetachFromDisposeScope();
    }

    /// <summary>Returns the sums so far, [outputs] each, copied into the caller's scope.</summary>
    public IReadOnlyDictionary<string, Tensor> Copy() => sums.ToDictionary(s => s.Key, s => s.Value.clone());

    public void Dispose()
    {
        foreach (Tensor sum in sums.Values) sum.Dispose();
    }
}
