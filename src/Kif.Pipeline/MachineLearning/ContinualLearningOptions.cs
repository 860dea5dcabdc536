using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Kif.Models.Lora;
using Kif.Models.Prompts;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.MachineLearning.Data;
using Kif.Pipeline.MachineLearning.Learnt;
using Kif.Pipeline.Options;
using Kif.Pipeline.Training;

namespace Kif.Pipeline.MachineLearning;

/// <summary>How an estimator of <see cref="ContinualLearningCatalog"/> learns and answers. An estimator reads them when it is made.</summary>
public sealed class ContinualLearningOptions
{
    /// <summary>The text column of the prompts. Default: Input.</summary>
    [Required]
    public string InputColumn { get; set; } = "Input";

    /// <summary>The text column of the wanted answers; read by Fit only. Default: Target.</summary>
    [Required]
    public string TargetColumn { get; set; } = "Target";

    /// <summary>The text column that answers are put into. Default: Answer.</summary>
    [Required]
    public string OutputColumn { get; set; } = "Answer";

    /// <summary>
    /// The text column of the tasks' names. Data without a column of the default name are one task; any other name must be there. Only strategies with weights per task read it when
    /// they answer. Default: Task.
    /// </summary>
    [Required]
    public string TaskColumn { get; set; } = ColumnNames.DefaultTask;

    /// <summary>Name of the one task of data without a task column; null for <c>task1</c>, <c>task2</c>, …. Default: null.</summary>
    public string? TaskName { get; set; }

    /// <summary>The strategy's options as <c>path=value</c> below its name, e.g. <c>fuse.temperature=0.5</c>; of sums below each one's name, e.g. <c>replay.buffer.share=0.1</c>. Default: none.</summary>
    public IReadOnlyList<string> Set { get; set; } = [];

    /// <summary>The adapter.</summary>
    public LoraSettings Lora { get; set; } = new();

    /// <summary>How it trains.</summary>
    public TrainingOptions Training { get; set; } = new();

    /// <summary>Length limits in tokens.</summary>
    public EncodingLimits Limits { get; set; } = new();

    /// <summary>Where and in which precision.</summary>
    public ComputeSettings Compute { get; set; } = new();

    /// <summary>Most tokens per answer. Default: 16.</summary>
    [Range(1, 4096)]
    public int MaxNewTokens { get; set; } = 16;

    /// <summary>Rows that are answered in one go. Default: 32.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; set; } = 32;

    /// <summary>The root seed; null draws one from the context when the estimator is made, so that equal contexts give equal ones. Default: null.</summary>
    public long? Seed { get; set; }

    /// <summary>Stops a fit at its next step, with an <see cref="OperationCanceledException"/>; models that were fitted before stay as they are. Default: none.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Hears every event of a fit, on the fitting thread. Default: null.</summary>
    public IProgress<RunEvent>? Progress { get; set; }

    /// <summary>Options under which the embedded model learns the embedded tasks.</summary>
    public static ContinualLearningOptions ForEmbedded()
    {
        CompareSettings settings = CompareSettings.ForEmbedded();
        return new() { Lora = settings.Lora, Training = settings.Training, MaxNewTokens = settings.Evaluation.MaxNewTokens, BatchSize = settings.Evaluation.BatchSize };
    }

    /// <summary>A copy that later changes of this object leave alone.</summary>
    internal ContinualLearningOptions Copy()
    {
        var copy = (ContinualLearningOptions)MemberwiseClone();
        (copy.Training, copy.Limits, copy.Compute, copy.Set) = (CopyOf(Training), CopyOf(Limits), CopyOf(Compute), [.. Set]);
        return copy;

        static T CopyOf<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(value, LearningRecipe.Json), LearningRecipe.Json)!;
    }

    internal ColumnNames Columns => new(InputColumn, TargetColumn, OutputColumn, TaskColumn);

    /// <summary>Refuses options that are out of range.</summary>
    /// <exception cref="CompositionException">The message has each option's path, the value seen and what is allowed.</exception>
    internal void Validate()
    {
        OptionsCheck.Validate(this, "continuallearning");
        Lora.Validate();
    }
}
