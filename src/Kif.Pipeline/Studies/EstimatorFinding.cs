using Kif.Pipeline.Statistics;

namespace Kif.Pipeline.Studies;

/// <summary>How well an estimator ranks the units that can lower the loss above those that cannot.</summary>
/// <param name="Estimator">Its name.</param>
/// <param name="Rank">Area under the curve over rank units, one value per seed.</param>
/// <param name="Matrix">The same over matrix units.</param>
public sealed record EstimatorFinding(string Estimator, IReadOnlyList<double> Rank, IReadOnlyList<double> Matrix)
{
    /// <summary>Mean and spread over rank units.</summary>
    public SampleSummary OverRank => SampleSummary.Of(Rank);

    /// <summary>Mean and spread over matrix units.</summary>
    public SampleSummary OverMatrix => SampleSummary.Of(Matrix);
}
