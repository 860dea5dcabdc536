using Kif.Pipeline.Statistics;

namespace Kif.Pipeline.Studies;

/// <summary>What a fuser keeps of two tasks learnt one after the other.</summary>
/// <param name="Tasks">Which two tasks.</param>
/// <param name="Fuser">Its name.</param>
/// <param name="First">Score of the first task after the second in percent, one value per seed.</param>
/// <param name="Second">Score of the second task in percent.</param>
public sealed record FuserFinding(string Tasks, string Fuser, IReadOnlyList<double> First, IReadOnlyList<double> Second)
{
    /// <summary>Mean and spread of the first task.</summary>
    public SampleSummary OfFirst => SampleSummary.Of(First);

    /// <summary>Mean and spread of the second task.</summary>
    public SampleSummary OfSecond => SampleSummary.Of(Second);

    /// <summary>Mean and spread of both tasks' mean.</summary>
    public SampleSummary OfBoth => SampleSummary.Of(First.Zip(Second, (a, b) => (a + b) / 2));
}
