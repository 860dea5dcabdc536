using Kif.Pipeline.Comparison;
using Kif.Pipeline.Options;
using Kif.Pipeline.Telemetry;

namespace Kif.Pipeline.Jobs;

/// <summary>Comparisons in a host: they start from the host's options, and are logged, counted and timed. Safe to share; comparisons at once share no state but what belongs to the process:
/// libtorch's threads and the rounding of float32 products, which the settings prepared last decide.</summary>
public sealed class CompareService
{
    private readonly StrategyComposer composer;
    private readonly RunTelemetry? telemetry;
    private readonly TimeProvider time;

    /// <summary>Made by <c>services.AddKif</c>, or by hand.</summary>
    /// <param name="composer">Composes the strategies.</param>
    /// <param name="telemetry">Hears the runs; null for nobody.</param>
    /// <param name="time">Measures training; null for the system's clock.</param>
    public CompareService(StrategyComposer composer, RunTelemetry? telemetry = null, TimeProvider? time = null) =>
        (this.composer, this.telemetry, this.time) = (composer, telemetry, time ?? TimeProvider.System);

    internal StrategyComposer Composer => composer;

    /// <summary>The strategies as they would run, each with its description; nothing is loaded.</summary>
    /// <exception cref="CompositionException">A strategy or option is wrong; the message has its path.</exception>
    public IReadOnlyList<StrategyChoice> Choose(CompareSettings settings) => ChosenParts.Strategies(composer, settings);

    /// <summary>Checks everything and loads model and data; no training yet.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="command">The command line, for the run's files.</param>
    /// <exception cref="CompositionException">A setting, strategy or option is wrong; the message has its path.</exception>
    public CompareJob Prepare(CompareSettings settings, string command = "") => CompareJob.Prepare(composer, settings, command, telemetry, time);
}
