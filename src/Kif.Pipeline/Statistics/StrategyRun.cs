using System.Collections.ObjectModel;

namespace Kif;

/// <summary>The outcome of one strategy with one order and one seed.</summary>
/// <param name="Key">The run's key.</param>
/// <param name="Matrix">Scores in percent; its tasks are in the run's order.</param>
/// <param name="Predictions">Every answer to every test example, those of unseen tasks too.</param>
/// <param name="Cost">The cost of the run.</param>
/// <param name="Seconds">Wall time of training in seconds, including the strategy's own work, without evaluation.</param>
/// <param name="TrainedParameters">Elements of the flat parameter vector.</param>
/// <param name="StateBytes">Bytes kept between tasks at the end, besides the trained weights.</param>
/// <param name="Explanations">The decisions per skill unit, task by task.</param>
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

    /// <summary>Scores of tasks that are never trained; null if there are none.</summary>
    public UnseenScores? Unseen { get; init; }

    /// <summary>Scores of earlier tasks in the middle of training, in the order of events; empty if they were not requested.</summary>
    public IReadOnlyList<MidTaskScore> MidTaskScores { get; init; } = [];

    /// <summary>The strategy's warnings about its tasks, by task name; tasks without one are left out. See <see cref="TaskOutcome.Warnings"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Warnings { get; init; } = ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Seconds of processor time of the whole process while it trained, all threads.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>Peak resident memory of the whole process during the run, in bytes; 0 if the system does not report it.</summary>
    public long PeakBytes { get; init; }

    /// <summary>Number of checkpoints that were written while it ran.</summary>
    public int Checkpoints { get; init; }

    /// <summary>Seconds that they took, which are not in <see cref="Seconds"/>.</summary>
    public double CheckpointSeconds { get; init; }

    /// <summary>The run that computes the same under another name, from which it was copied; null if it was computed.</summary>
    internal RunKey? CopyOf { get; init; }

    /// <summary>The versions of Kif that did it, oldest first; several if it was resumed by another one.</summary>
    internal IReadOnlyList<string> Versions { get; init; } = [KifVersion.Current];
}

/// <summary>Scores, in percent, of tasks that are evaluated after every task and never trained.</summary>
/// <param name="Tasks">Their names.</param>
/// <param name="Rows">Row 0 is the untrained model, row l the model after l tasks; one score per name. NaN if a strategy has no answer.</param>
public sealed record UnseenScores(IReadOnlyList<string> Tasks, IReadOnlyList<IReadOnlyList<double>> Rows);
