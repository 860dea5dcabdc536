using System.ComponentModel.DataAnnotations;
using Kif.Models;

namespace Kif.Pipeline.Evaluation;

/// <summary>How test sets are answered: by greedy decoding or by choosing the likeliest answer, batched (spec 12.6).</summary>
public sealed class EvaluationOptions
{
    /// <summary>Writing or choosing. Default: generation.</summary>
    public AnswerMode AnswerBy { get; set; }

    /// <summary>What makes an answer the likeliest, where one is chosen. Default: the sum over its tokens.</summary>
    public LikelihoodForm Likelihood { get; set; }

    /// <summary>Most answers that an example may be given to choose from; more are refused, since each costs a forward pass. Default: 100.</summary>
    [Range(1, int.MaxValue)]
    public int MostChoices { get; set; } = 100;

    /// <summary>Most tokens per written answer. Default: 16.</summary>
    [Range(1, 4096)]
    public int MaxNewTokens { get; set; } = 16;

    /// <summary>Examples per batch, or answers where one is chosen; answers do not depend on it. Default: 32.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Whether tasks that are not learnt yet are scored too (forward transfer needs it). Default: true.</summary>
    public bool UnseenTasks { get; set; } = true;

    /// <summary>Optimiser steps between two scorings of the earlier tasks in the middle of a task's training, for the stability gap; null for none. Default: null.</summary>
    [Range(1, int.MaxValue)]
    public int? WithinEvery { get; set; }

    /// <summary>Test examples per task that such a scoring answers, the first ones. Default: 50.</summary>
    [Range(1, int.MaxValue)]
    public int WithinExamples { get; set; } = 50;
}
