using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kif;

/// <summary>The health of a <see cref="LearningService"/>: one of three questions, each with a reason where the answer is not yes.</summary>
internal sealed class LearningHealth(LearningService service, HealthQuestion question, TimeSpan stallAfter) : IHealthCheck
{
    /// <summary>The share of the queue above which the service counts as degraded: clients are about to be refused.</summary>
    private const double NearlyFull = 0.8;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(question switch
    {
        HealthQuestion.Live => service.HasDied ? HealthCheckResult.Unhealthy("the thread that learns has ended") : HealthCheckResult.Healthy(),
        HealthQuestion.Ready => service.Model.IsLoaded
            ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(service.Status.Problem ?? "the model is being loaded"),
        _ => Reasons() is { Length: > 0 } reasons ? HealthCheckResult.Degraded(string.Join("; ", reasons)) : HealthCheckResult.Healthy(),
    });

    private string[] Reasons() =>
    [
        .. service.Status.Problem is { } problem ? [problem] : Array.Empty<string>(),
        .. service.SetAsideSince is { } aside ? [aside] : Array.Empty<string>(),
        .. service.Load >= NearlyFull ? [string.Create(CultureInfo.InvariantCulture, $"the queue is {100 * service.Load:F0} % full")] : Array.Empty<string>(),
        .. service.SinceStep is { } since && since > stallAfter
            ? [string.Create(CultureInfo.InvariantCulture, $"no step for {since.TotalMinutes:F0} minutes")] : Array.Empty<string>(),
    ];
}

/// <summary>What a health check asks.</summary>
internal enum HealthQuestion
{
    /// <summary>Whether the process is worth keeping.</summary>
    Live,

    /// <summary>Whether it answers.</summary>
    Ready,

    /// <summary>Whether it learns as it should.</summary>
    Learning,
}
