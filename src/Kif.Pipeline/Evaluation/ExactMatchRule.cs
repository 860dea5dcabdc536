namespace Kif.Pipeline.Evaluation;

/// <summary>When an answer counts as the wanted one (spec 11.5).</summary>
public enum ExactMatchRule
{
    /// <summary>Lower case, without ASCII punctuation, runs of whitespace as one blank: O-LoRA, SAPT, MIGU and Super-NaturalInstructions. The default.</summary>
    Normalized,

    /// <summary>The same, also without the words a, an and the: SQuAD.</summary>
    SquadNormalized,

    /// <summary>Without the marks <c>&lt;/s&gt;</c> and <c>&lt;pad&gt;</c> and outer whitespace, in lower case: Recurrent-KIF.</summary>
    RecurrentKif,

    /// <summary>Equal to the letter, and an empty answer is wrong: TRACE.</summary>
    Trace,

    /// <summary>Equal to the letter.</summary>
    Plain,
}
