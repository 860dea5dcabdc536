namespace Kif.Pipeline.Progress;

/// <summary>A running mean.</summary>
internal sealed class TimeMean
{
    private double sum;

    /// <summary>Number of values so far.</summary>
    public int Count { get; private set; }

    /// <summary>Their mean; null while there is none.</summary>
    public double? Mean => Count == 0 ? null : sum / Count;

    public void Add(double value) => (sum, Count) = (sum + value, Count + 1);
}
