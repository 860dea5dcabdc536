using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Events;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Comparison;

/// <summary>The outcome of one strategy with one order and one seed.</summary>
/// <param name="Key">Which run it is.</param>
/// <param name="Matrix">Scores in percent; its tasks are in the run's order.</param>
/// <param name="Predictions">Every answer to every test example, those of unseen tasks too.</param>
/// <param name="Cost">What was computed.</param>
/// <param name="Seconds">Wall time of training, the strategy's own work included; evaluation is not.</param>
/// <param name="TrainedParameters">Entries of the flat vector.</param>
/// <param name="StateBytes">Bytes kept between tasks at the end, beside the trained weights.</param>
/// <param name="Explanations">What was decided per skill unit, task after task.</param>
public sealed record StrategyRun(
    RunKey Key, PerformanceMatrix Matrix, IReadOnlyList<Prediction> Predictions, RunCost Cost, double Seconds,
    long TrainedParameters, long StateBytes, IReadOnlyList<FusionExplanation> Explanations)
{
    /// <summary>Its strategy.</summary>
    public string Strategy => Key.Strategy;

    /// <summary>Its order.</summary>
    public string Order => Key.Order;

    /// <summary>Its seed.</summary>
    public long Seed => Key.Seed;

    /// <summary>Scores of tasks that are never trained; null where there are none.</summary>
    public UnseenScores? Unseen { get; init; }

    /// <summary>Scores of earlier tasks in the middle of training, in the order of events; empty where nobody asked for them.</summary>
    public IReadOnlyList<WithinScore> Within { get; init; } = [];

    /// <summary>Seconds of processor time of the whole process while it trained, all threads.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>Most memory that the process held during the run (resident set), in bytes, the model and what else the process holds included; 0 where the system does not tell.</summary>
    public long PeakBytes { get; init; }
}
