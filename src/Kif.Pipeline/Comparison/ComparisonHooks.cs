using Kif.Pipeline.Events;

namespace Kif.Pipeline.Comparison;

/// <summary>The callbacks during a comparison's runs, all on the run's own thread.</summary>
public sealed class ComparisonHooks
{
    /// <summary>Receives each run's weights after every task; null for none.</summary>
    public RunCapture? Capture { get; init; }

    /// <summary>Handles every event immediately; null for none.</summary>
    public Action<StrategyEvent>? Listener { get; init; }

    /// <summary>Receives each run as soon as it is done; null for none.</summary>
    public Action<StrategyRun>? Done { get; init; }

    /// <summary>Returns the outcome of a run that was done before and is not repeated; null for other runs. Default: null, for none.</summary>
    public Func<RunKey, StrategyRun?>? Found { get; init; }

    /// <summary>
    /// Returns a folder of its own for a run that is stopped in its middle: it is saved there, and resumes from there bit for bit. Null if a stopped run is
    /// lost. Costs a copy of the weights and of the strategy's state during each task. Default: null.
    /// </summary>
    public Func<RunKey, string?>? Pause { get; init; }
}
