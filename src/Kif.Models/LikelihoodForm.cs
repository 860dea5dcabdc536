namespace Kif.Models;

/// <summary>How the log-probabilities of an answer's tokens become its score.</summary>
public enum LikelihoodForm
{
    /// <summary>Their sum: the probability of the answer as a whole. The default.</summary>
    Sum,

    /// <summary>Their mean, the end token counted: long answers are at no disadvantage.</summary>
    PerToken,

    /// <summary>Their sum over the answer's length in UTF-8 bytes, at least 1: the same, whatever the tokenizer.</summary>
    PerByte,
}
