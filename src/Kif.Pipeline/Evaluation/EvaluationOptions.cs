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

    /// <summary>Whether tasks that are not learned yet are scored too (needed for forward transfer). Default: true.</summary>
    public bool UnseenTasks { get; init; } = true;

    /// <summary>
    /// The number of optimizer steps between evaluations of earlier tasks during a task's training, for the stability gap; null for none. Default: null.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? EvaluateEverySteps { get; init; }

    /// <summary>The number of test examples per task in such an evaluation, taken from the start. Default: 50.</summary>
    [Range(1, int.MaxValue)]
    public int MidTaskExamples { get; init; } = 50;
}

/// <summary>The method by which a model answers a test example.</summary>
public enum AnswerMode
{
    /// <summary>Generates the answer by greedy decoding. The default.</summary>
    Generation,

    /// <summary>Chooses the likeliest of the example's choices, or else of the task's labels.</summary>
    Likelihood,
}
