namespace Kif.Models;

/// <summary>The ways to turn the log-probabilities of an answer's tokens into its score.</summary>
public enum LikelihoodForm
{
    /// <summary>Their sum: the probability of the answer as a whole. The default.</summary>
    Sum,

    /// <summary>Their mean, including the end token: long answers are at no disadvantage.</summary>
    PerToken,

    /// <summary>Their sum divided by the answer's length in UTF-8 bytes, at least 1: independent of the tokenizer.</summary>
    PerByte,
}
