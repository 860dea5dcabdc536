namespace Kif.Pipeline.Evaluation;

/// <summary>The rule by which an answer matches the expected one (spec 11.5).</summary>
public enum ExactMatchRule
{
    /// <summary>
    /// Equal in lower case, without ASCII punctuation, with whitespace collapsed: O-LoRA, SAPT, MIGU and Super-NaturalInstructions. The default.
    /// </summary>
    Normalized,

    /// <summary>As <see cref="Normalized"/>, also without the words a, an and the: SQuAD.</summary>
    SquadNormalized,

    /// <summary>Equal in lower case, without <c>&lt;/s&gt;</c>, <c>&lt;pad&gt;</c> and outer whitespace: Recurrent-KIF.</summary>
    RecurrentKif,

    /// <summary>Exactly equal, with empty answers wrong: TRACE.</summary>
    Trace,

    /// <summary>Exactly equal.</summary>
    Plain,
}
