using System.ComponentModel.DataAnnotations;
using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.Comparison;

/// <summary>What all runs of a comparison share.</summary>
public sealed class ComparisonOptions
{
    /// <summary>One run of every strategy per seed; a seed draws adapter, data order, dropout and memory. Default: 1.</summary>
    [MinLength(1)]
    public IReadOnlyList<long> Seeds { get; set; } = [1];

    /// <summary>How every strategy trains.</summary>
    public TrainingOptions Training { get; set; } = new();

    /// <summary>How every test set is answered.</summary>
    public EvaluationOptions Evaluation { get; set; } = new();
}
