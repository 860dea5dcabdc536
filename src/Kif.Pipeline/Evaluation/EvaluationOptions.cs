using System.ComponentModel.DataAnnotations;
using Kif.Models;

namespace Kif;

/// <summary>Options of answering test sets, by greedy decoding or by choosing the likeliest answer, in batches (algorithms.md 12.6).</summary>
public sealed record EvaluationOptions
{
    /// <summary>The answer mode. Default: generation.</summary>
    public AnswerMode AnswerBy { get; init; }

    /// <summary>The likelihood by which answers are chosen. Default: the sum over an answer's tokens.</summary>
    public LikelihoodForm Likelihood { get; init; }

    /// <summary>The maximum number of choices per example; more are rejected, since each costs a forward pass. Default: 100.</summary>
    [Range(1, int.MaxValue)]
    public int MaxChoices { get; init; } = 100;

    /// <summary>
    /// The maximum number of tokens per generated answer. Default: null, for each task the larger of 16 and the length of its longest training target.
    /// </summary>
    [Range(1, 4096)]
    public int? MaxNewTokens { get; init; }

    /// <summary>The number of examples per batch, or of choices under likelihood; answers do not depend on it. Default: 32.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// The tasks of an order that are scored after each of them; those that are never trained always are. Default: all, the whole performance matrix.
    /// </summary>
    public ScoredTasks Score { get; init; }

    /// <summary>
    /// The number of optimizer steps between evaluations of earlier tasks during a task's training, for the stability gap; null for none. Default: null.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? EvaluateEverySteps { get; init; }

    /// <summary>The number of test examples per task in such an evaluation, taken from the start. Default: 50.</summary>
    [Range(1, int.MaxValue)]
    public int MidTaskExamples { get; init; } = 50;
}

/// <summary>The tasks of an order that are scored after each of them.</summary>
public enum ScoredTasks
{
    /// <summary>All tasks, before the first one too: the whole performance matrix. The default.</summary>
    All,

    /// <summary>The tasks learned so far and the next one, and all of them before the first: enough for every metric.</summary>
    Next,

    /// <summary>The tasks learned so far: no forward transfer, and no scores of the untrained model.</summary>
    Seen,
}

/// <summary>The cells of a performance matrix that are scored.</summary>
internal static class ScoredCells
{
    /// <summary>Whether a task is scored after another one of the order.</summary>
    /// <param name="scored">The choice.</param>
    /// <param name="row">0-based position of the task learned last; -1 for the untrained model.</param>
    /// <param name="task">0-based position of the task to score.</param>
    public static bool Contains(this ScoredTasks scored, int row, int task) =>
        task <= row || scored == ScoredTasks.All || scored == ScoredTasks.Next && (row < 0 || task == row + 1);
}

/// <summary>The method by which a model answers a test example.</summary>
public enum AnswerMode
{
    /// <summary>Generates the answer by greedy decoding. The default.</summary>
    Generation,

    /// <summary>Chooses the likeliest of the example's choices, or else of the task's labels.</summary>
    Likelihood,
}
