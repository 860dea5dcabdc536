using Kif.Pipeline.Comparison;
using Kif.Pipeline.Options;
using Kif.Pipeline.Telemetry;

namespace Kif.Pipeline.Jobs;

/// <summary>
/// The service for comparisons in a host: they start from the host's options, and are logged, counted and timed. Thread-safe; concurrent comparisons share only
/// process-wide state: libtorch's threads and float32 matmul precision, as set by the settings prepared last.
/// </summary>
public sealed class CompareService
{
    private readonly StrategyComposer composer;
    private readonly RunTelemetry? telemetry;
    private readonly TimeProvider time;

    /// <summary>Creates the service, as <c>services.AddKif</c> does.</summary>
    /// <param name="composer">Composes the strategies.</param>
    /// <param name="telemetry">Logs and measures the runs; null for none.</param>
    /// <param name="time">Measures training; null for the system's clock.</param>
    public CompareService(StrategyComposer composer, RunTelemetry? telemetry = null, TimeProvider? time = null) =>
        (this.composer, this.telemetry, this.time) = (composer, telemetry, time ?? TimeProvider.System);

    internal StrategyComposer Composer => composer;

    /// <summary>Returns the strategies as they would run, each with its description; nothing is loaded.</summary>
    /// <exception cref="CompositionException">A strategy or option is wrong; the message has its path.</exception>
    public IReadOnlyList<StrategyChoice> Choose(CompareSettings settings) => ChosenParts.Strategies(composer, settings);

    /// <summary>Checks all settings and loads model and data, without training.</summary>
    /// <param name="settings">The settings of the comparison.</param>
    /// <param name="command">The command line, for the run's files.</param>
    /// <exception cref="CompositionException">A setting, strategy or option is wrong; the message has its path.</exception>
    public CompareJob Prepare(CompareSettings settings, string command = "") => CompareJob.Prepare(composer, settings, command, telemetry, time);
}
