using Kif.Pipeline.Statistics;

namespace Kif.Pipeline.Studies;

/// <summary>The result of a fuser: the scores of two tasks learned one after the other.</summary>
/// <param name="Tasks">The pair of tasks.</param>
/// <param name="Fuser">The fuser's name.</param>
/// <param name="First">The first task's score after the second task in percent, one value per seed.</param>
/// <param name="Second">The second task's score in percent, one value per seed.</param>
public sealed record FuserFinding(string Tasks, string Fuser, IReadOnlyList<double> First, IReadOnlyList<double> Second)
{
    /// <summary>The mean and spread of the first task.</summary>
    public SampleSummary OfFirst => SampleSummary.Of(First);

    /// <summary>The mean and spread of the second task.</summary>
    public SampleSummary OfSecond => SampleSummary.Of(Second);

    /// <summary>The mean and spread of both tasks' mean.</summary>
    public SampleSummary OfBoth => SampleSummary.Of(First.Zip(Second, (a, b) => (a + b) / 2));
}
