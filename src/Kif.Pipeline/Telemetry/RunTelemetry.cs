using System.Diagnostics.Metrics;
using Kif.Pipeline.Events;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kif.Pipeline.Telemetry;

/// <summary>
/// The telemetry of runs: turns their events into logs (categories <c>Kif.Learning</c> and <c>Kif.Evaluation</c>) and metrics (meter <c>Kif</c>). Thread-safe;
/// each listener belongs to one run.
/// </summary>
public sealed class RunTelemetry : IDisposable
{
    private readonly RunMeter meter;
    private readonly ILogger learning, evaluation;
    private readonly TimeProvider time;

    /// <summary>Creates loggers and instruments.</summary>
    /// <param name="loggers">The factory of the loggers; null for none.</param>
    /// <param name="meters">The factory of the meter; null for a meter of its own.</param>
    /// <param name="time">The clock that measures tasks; null for the system's.</param>
    public RunTelemetry(ILoggerFactory? loggers = null, IMeterFactory? meters = null, TimeProvider? time = null)
    {
        loggers ??= NullLoggerFactory.Instance;
        (learning, evaluation) = (loggers.CreateLogger("Kif.Learning"), loggers.CreateLogger("Kif.Evaluation"));
        (meter, this.time) = (new RunMeter(meters), time ?? TimeProvider.System);
    }

    /// <summary>Creates a listener for one run outside a comparison, e.g. the last argument of a <see cref="Learning.ContinualLearner"/>.</summary>
    /// <param name="strategy">The strategy's name, a tag of every measurement.</param>
    /// <param name="seed">The run's seed, a tag too.</param>
    public Action<RunEvent> Listen(string strategy, long seed) => Listen(new RunKey(strategy, RunKey.FirstOrder, seed));

    /// <summary>Creates a listener for one run of a comparison.</summary>
    /// <param name="run">The run: its strategy, order and seed are tags of every measurement.</param>
    public Action<RunEvent> Listen(RunKey run) => new RunListener(run, meter, learning, evaluation, time).Hear;

    /// <summary>Disposes the meter, if it is its own.</summary>
    public void Dispose() => meter.Dispose();
}
