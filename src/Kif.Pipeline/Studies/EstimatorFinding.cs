using Kif.Pipeline.Statistics;

namespace Kif.Pipeline.Studies;

/// <summary>The result of an estimator: its ranking of units that can lower the loss above those that cannot.</summary>
/// <param name="Estimator">The estimator's name.</param>
/// <param name="Rank">The area under the ROC curve over rank units, one value per seed.</param>
/// <param name="Matrix">The area over matrix units.</param>
public sealed record EstimatorFinding(string Estimator, IReadOnlyList<double> Rank, IReadOnlyList<double> Matrix)
{
    /// <summary>The mean and spread over rank units.</summary>
    public SampleSummary OverRank => SampleSummary.Of(Rank);

    /// <summary>The mean and spread over matrix units.</summary>
    public SampleSummary OverMatrix => SampleSummary.Of(Matrix);
}
