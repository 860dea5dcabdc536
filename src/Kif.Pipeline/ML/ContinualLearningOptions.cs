using System.ComponentModel.DataAnnotations;
using Kif.Models;

namespace Kif.ML;

/// <summary>The training and answering options of an estimator of <see cref="ContinualLearningCatalog"/>, read when the estimator is created.</summary>
public sealed class ContinualLearningOptions
{
    /// <summary>The text column of the prompts. Default: Input.</summary>
    [Required]
    public string InputColumn { get; set; } = "Input";

    /// <summary>The text column of the expected answers; read by Fit only. Default: Target.</summary>
    [Required]
    public string TargetColumn { get; set; } = "Target";

    /// <summary>The text column that receives the answers. Default: Answer.</summary>
    [Required]
    public string OutputColumn { get; set; } = "Answer";

    /// <summary>
    /// The text column of the task names. Data without a column of the default name are one task; a column of any other name must exist. Only strategies with
    /// separate weights per task read it when they answer. Default: Task.
    /// </summary>
    [Required]
    public string TaskColumn { get; set; } = ColumnNames.DefaultTask;

    /// <summary>The task name of data without a task column; null for <c>task1</c>, <c>task2</c>, …. Default: null.</summary>
    public string? TaskName { get; set; }

    /// <summary>
    /// The strategy's options as <c>path=value</c> below its name, e.g. <c>fuse.temperature=0.5</c>; in a sum below each strategy's name, e.g.
    /// <c>replay.buffer.share=0.1</c>. Default: none.
    /// </summary>
    public IReadOnlyList<string> Set { get; set; } = [];

    /// <summary>The adapter's settings.</summary>
    public LoraSettings Lora { get; set; } = new();

    /// <summary>The training options.</summary>
    public TrainingOptions Training { get; set; } = new();

    /// <summary>The length limits in tokens.</summary>
    public EncodingLimits Limits { get; set; } = new();

    /// <summary>The device and precision.</summary>
    public ComputeSettings Compute { get; set; } = new();

    /// <summary>The maximum number of tokens per answer; null for the larger of 16 and the longest target that was learned. Default: null.</summary>
    [Range(1, 4096)]
    public int? MaxNewTokens { get; set; }

    /// <summary>The number of rows answered at once. Default: 32.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; set; } = 32;

    /// <summary>The root seed; null draws one from the context when the estimator is created, so equal contexts give equal seeds. Default: null.</summary>
    public long? Seed { get; set; }

    /// <summary>
    /// The token that stops a fit at its next step with an <see cref="OperationCanceledException"/>; models fitted earlier are unaffected. Default: none.
    /// </summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>The receiver of every event of a fit, called on the fitting thread. Default: null.</summary>
    public IProgress<RunEvent>? Progress { get; set; }

    /// <summary>Returns the options with which the embedded model learns the embedded tasks.</summary>
    public static ContinualLearningOptions ForEmbedded()
    {
        CompareSettings settings = CompareSettings.ForEmbedded();
        return new()
            { Lora = settings.Lora, Training = settings.Training, MaxNewTokens = settings.Evaluation.MaxNewTokens,
            BatchSize = settings.Evaluation.BatchSize };
    }

    /// <summary>Returns a copy that is independent of later changes to this object.</summary>
    internal ContinualLearningOptions Copy()
    {
        var copy = (ContinualLearningOptions)MemberwiseClone();
        (copy.Training, copy.Set) = (Training with { }, [.. Set]);
        return copy;
    }

    internal ColumnNames Columns => new(InputColumn, TargetColumn, OutputColumn, TaskColumn);

    /// <summary>Throws if an option is out of range.</summary>
    /// <exception cref="CompositionException">The message has each option's path, the value seen and what is allowed.</exception>
    internal void Validate()
    {
        OptionsValidation.Validate(this, "continuallearning");
        Lora.Validate();
    }
}
