using System.ComponentModel.DataAnnotations;
using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Events;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Comparison;

/// <summary>The options that all runs of a comparison share.</summary>
public sealed class ComparisonOptions
{
    /// <summary>
    /// The seeds: one run of every strategy per seed and order; a seed determines the adapter's initial weights, data order, dropout and memory. Default: 1.
    /// </summary>
    [MinLength(1)]
    public IReadOnlyList<long> Seeds { get; set; } = [1];

    /// <summary>Orders of the stream's tasks; empty for the stream's own order. Default: empty.</summary>
    public IReadOnlyList<TaskOrder> Orders { get; set; } = [];

    /// <summary>Tasks that are scored after every task and never trained. Default: none.</summary>
    public IReadOnlyList<LearningTask> Unseen { get; set; } = [];

    /// <summary>The runs of the grid to execute; null for all. Default: null.</summary>
    public IReadOnlySet<RunKey>? Only { get; set; }

    /// <summary>The training options of every strategy.</summary>
    public TrainingOptions Training { get; set; } = new();

    /// <summary>The evaluation options of every test set.</summary>
    public EvaluationOptions Evaluation { get; set; } = new();
}
