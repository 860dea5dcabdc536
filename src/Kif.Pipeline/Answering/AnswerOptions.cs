using Kif.Models;

namespace Kif;

/// <summary>The options of one answer of an <see cref="Assistant"/>.</summary>
public sealed record AnswerOptions
{
    /// <summary>
    /// The most tokens of the answer, the end token included; at least 1, and never more than the model has room for. Default: null, for the limit of the run
    /// that the weights come from, else 256.
    /// </summary>
    public int? MaxNewTokens { get; init; }

    /// <summary>Texts that end the answer and are no part of it; none of them empty. Default: none.</summary>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>The choice of each token. Default: greedy.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The adapter to answer with, by its name; <see cref="Assistant.Base"/> for none. Default: null, for the assistant's first.</summary>
    public string? Adapter { get; init; }

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="ArgumentException">The message has the value and what is allowed.</exception>
    public void Validate()
    {
        if (MaxNewTokens < 1) throw new ArgumentException($"the most new tokens are {MaxNewTokens}; allowed: 1 or more");
        if (StopSequences.Any(string.IsNullOrEmpty)) throw new ArgumentException("a stop sequence is empty; allowed: one character or more");
        Sampling.Validate();
    }
}

/// <summary>An answer of an <see cref="Assistant"/>.</summary>
/// <param name="Text">The text, without special tokens and white space around it.</param>
/// <param name="End">What ended it.</param>
/// <param name="PromptTokens">The number of tokens of the prompt, as the model read it.</param>
/// <param name="AnswerTokens">The number of tokens of the answer, an end token included.</param>
public sealed record AssistantAnswer(string Text, AnswerEnd End, int PromptTokens, int AnswerTokens);

/// <summary>The reasons for which an answer ends.</summary>
public enum AnswerEnd
{
    /// <summary>The model ended it.</summary>
    EndToken,

    /// <summary>A stop sequence came.</summary>
    StopSequence,

    /// <summary>It has the most tokens that were allowed, or that the model has room for.</summary>
    Length,
}
