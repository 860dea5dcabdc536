using Kif.Pipeline.Events;

namespace Kif.Pipeline.Comparison;

/// <summary>Who sees a comparison's runs while it works; all on the run's own thread.</summary>
public sealed class ComparisonHooks
{
    /// <summary>Sees each run's weights after every task; null for nobody.</summary>
    public RunCapture? Capture { get; init; }

    /// <summary>Hears every event at once; null for nobody.</summary>
    public Action<StrategyEvent>? Listener { get; init; }

    /// <summary>Hears each run as soon as it is done; null for nobody.</summary>
    public Action<StrategyRun>? Done { get; init; }

    /// <summary>The outcome of a run that was done before, which is then not run again; null where it was not. Default: none was.</summary>
    public Func<RunKey, StrategyRun?>? Found { get; init; }

    /// <summary>
    /// A folder of its own for a run that is stopped in its middle: it is saved there, and goes on from there bit for bit when asked for again. Null where a run that is stopped is lost.
    /// Costs, for the time of a task, a copy of the weights and of the strategy's state. Default: null.
    /// </summary>
    public Func<RunKey, string?>? Pause { get; init; }
}
