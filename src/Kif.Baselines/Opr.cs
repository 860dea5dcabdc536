using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of on-policy replay.</summary>
internal sealed class OprOptions
{
    /// <summary>ρ, how many answers to old prompts are replayed in a task, of all earlier tasks together, as a share of its examples. Default: 0.1.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.02, 0.5)]
    public double Share { get; set; } = 0.1;

    /// <summary>
    /// Whether the share of the examples is computed as written in decimals: 0.0058 of 5,000 is 29. Default: false, as in floating point, where it is 28.
    /// </summary>
    public bool ExactBudget { get; set; }

    /// <summary>What the best answers are: by a metric, by their first character, by their last number, or the likeliest. Default: by a metric.</summary>
    public AnswerScore Score { get; set; }

    /// <summary>The metric that scores answers against the expected ones, where <see cref="Score"/> says so. Default: exact match.</summary>
    public ComponentChoice Metric { get; set; } = ComponentChoice.Of("exact-match");

    /// <summary>
    /// The prompts of each task that are stored and answered again before every later one, drawn once. Default: null, by profile: ten times as many as may be
    /// replayed of the task, at least one; official code all.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? Pool { get; set; }

    /// <summary>The temperature of the answers; 0 takes the likeliest token each time. Default: 0.1.</summary>
    [Range(0.0, 100.0)]
    public double Temperature { get; set; } = 0.1;

    /// <summary>The most tokens of an answer. Default: null, as many as the longest expected answer of the task's stored prompts has, at least 16.</summary>
    [Range(1, 1 << 20)]
    public int? MaxNewTokens { get; set; }

    /// <summary>
    /// The variant: the published code answers all prompts of all tasks, and counts, where the likeliest answers are the best, also the tokens that would have
    /// been likelier (algorithms.md 10.19). Default: Recommended.
    /// </summary>
    public MethodProfile Profile { get; set; }

    internal bool AsPublished => Profile == MethodProfile.OfficialCode;

    /// <summary>Returns how many answers may be replayed beside a number of examples, of all earlier tasks together.</summary>
    internal int Budget(int examples) => ExactBudget ? (int)((decimal)Share * examples) : (int)(Share * examples);

    /// <summary>Returns how many prompts to store of a task that is the given one in the stream, counted from 1; null for all.</summary>
    internal int? Stored(int examples, int tasks) => Pool ?? (AsPublished ? null : Math.Max(1, 10 * (Budget(examples) / tasks)));
}

/// <summary>What makes one answer better than another.</summary>
internal enum AnswerScore
{
    /// <summary>Its score by a metric.</summary>
    Metric,

    /// <summary>Whether its first character is that of the expected answer: for answers that are a letter.</summary>
    FirstCharacter,

    /// <summary>Whether its last number is the expected answer.</summary>
    LastNumber,

    /// <summary>The mean log-probability of its tokens; the expected answer is not looked at.</summary>
    Likelihood,
}

/// <summary>
/// On-policy replay: the buffer's answers of the model itself are shuffled with the examples of each later task, as examples like any (algorithms.md 10.19).
/// </summary>
/// <param name="options">The options, for the warning where nothing can be replayed.</param>
internal sealed class OprStrategy(OprOptions options) : ContinualStrategy
{
    /// <inheritdoc/>
    public override StrategyTraits Traits { get; } = new(StrategyEffects.Memory);

    /// <inheritdoc/>
    public override TaskPlan BeforeTask(in TaskStart task) => new() { Memory = ReplayMode.Concat };

    /// <inheritdoc/>
    public override TaskOutcome EndTask(in TaskEnd task)
    {
        int budget = options.Budget(task.Train.Count);
        return options.Share == 0 || task.Index == 0 || budget >= task.Index ? TaskOutcome.Keep : TaskOutcome.Keep with
        {
            Warnings = [$"no answers to earlier tasks were replayed: opr.share of {task.Train.Count} examples is {budget}, fewer than the {task.Index} "
                + "earlier tasks; a larger share replays some"],
        };
    }
}
