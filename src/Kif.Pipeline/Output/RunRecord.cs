using Kif.Pipeline.Comparison;
using Kif.Pipeline.Events;

namespace Kif.Pipeline.Output;

/// <summary>The content of a run's <c>result.json</c>, which is written last: a run with one is done.</summary>
internal sealed record RunRecord
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required RunKey Key { get; init; }

    public required IReadOnlyList<string> Tasks { get; init; }

    public required IReadOnlyList<double> Untrained { get; init; }

    public required IReadOnlyList<IReadOnlyList<double>> Matrix { get; init; }

    public UnseenScores? Unseen { get; init; }

    public IReadOnlyList<WithinScore> Within { get; init; } = [];

    public required IReadOnlyDictionary<string, long> Cost { get; init; }

    public double Seconds { get; init; }

    public double CpuSeconds { get; init; }

    public long PeakBytes { get; init; }

    public long TrainedParameters { get; init; }

    public long StateBytes { get; init; }

    /// <summary>SHA-256 of the configuration.</summary>
    public required string ConfigurationSha256 { get; init; }

    /// <summary>The configuration itself, line by line.</summary>
    public required IReadOnlyList<string> Configuration { get; init; }

    /// <summary>Versions, device, threads.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>SHA-256 of the run's other files, by their path below the run's folder.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}
