using Microsoft.ML;

namespace Kif.Pipeline.MachineLearning.Fitting;

/// <summary>
/// Detects whether work in a context was canceled. Only ML.NET's own components can see that, so one of them is fitted on one row (some tenths of a
/// millisecond). That draws from the context's random numbers, so reproducible numbers are drawn before.
/// </summary>
internal sealed class ContextCancellation
{
    private readonly MLContext context;
    private readonly IDataView row;

    public ContextCancellation(MLContext context)
    {
        this.context = context;
        row = context.Data.LoadFromEnumerable(new ProbeRow[] { new() });
    }

    public bool IsRequested()
    {
        try
        {
            context.Transforms.Conversion.MapValueToKey(nameof(ProbeRow.Value)).Fit(row);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private sealed class ProbeRow
    {
        public float Value { get; set; }
    }
}
