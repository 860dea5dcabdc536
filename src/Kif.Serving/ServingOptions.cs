using System.ComponentModel.DataAnnotations;

namespace Kif.Serving;

/// <summary>The limits of serving.</summary>
public sealed record ServingOptions
{
    /// <summary>The number of answers that are computed at the same time; they share the processor. Default: 1.</summary>
    [Range(1, 256)]
    public int Parallel { get; init; } = 1;

    /// <summary>The number of requests that may wait for their turn; more are refused with 429. Default: 32.</summary>
    [Range(0, 100_000)]
    public int Queue { get; init; } = 32;

    /// <summary>The most tokens of an answer, whatever a request asks for. Default: 1024.</summary>
    [Range(1, 1 << 20)]
    public int MaxNewTokens { get; init; } = 1024;

    /// <summary>The tokens of an answer where a request says none; null for the limit of the run that the weights come from, else 256. Default: null.</summary>
    [Range(1, 1 << 20)]
    public int? DefaultNewTokens { get; init; }

    /// <summary>The most bytes of a request. Default: 1 MiB.</summary>
    [Range(1024, 1 << 30)]
    public int MaxRequestBytes { get; init; } = 1 << 20;

    /// <summary>The longest time for one answer, waiting included. Default: 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}
