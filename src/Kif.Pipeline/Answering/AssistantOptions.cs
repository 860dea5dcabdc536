using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>The options of loading an <see cref="Assistant"/>.</summary>
public sealed record AssistantOptions
{
    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; null for the device of the run that the weights come from, else the CPU. Default: null.</summary>
    public string? Device { get; init; }

    /// <summary>
    /// Type of weights and arithmetic: <c>float32</c>, <c>bfloat16</c>, <c>float16</c> or <c>float64</c>; null for the run's, else float32. Default: null.
    /// </summary>
    public string? Precision { get; init; }

    /// <summary>
    /// Whether a single text is asked as a user's turn, in the form of the model's chat template; false for the text itself, as Kif trains by default. Default:
    /// null, for the way of the run that the weights come from, else the template if the model has one.
    /// </summary>
    public bool? Chat { get; init; }

    /// <summary>
    /// The most tokens of a conversation, its answer included; older turns are left out beyond it, and never more than the model has room for. Default: 4096.
    /// </summary>
    [Range(16, 1 << 20)]
    public int ContextTokens { get; init; } = 4096;

    /// <summary>The number of tasks after which a run's adapter was kept; null for its last one. Default: null.</summary>
    public int? AfterTasks { get; init; }

    /// <summary>The task whose weights are asked for, where a run has weights of its own for each; null elsewhere. Default: null.</summary>
    public string? Task { get; init; }

    /// <summary>The name to choose the first adapter by; null for its own: that of the run's strategy, or of its folder. Default: null.</summary>
    public string? Name { get; init; }

    /// <summary>The base model, where it is not where the files of a run or an adapter say. Default: null.</summary>
    public string? Model { get; init; }

    /// <summary>The strategies and model families to choose from; null for those that come with Kif. Default: null.</summary>
    public KifCatalog? Catalog { get; init; }
}
