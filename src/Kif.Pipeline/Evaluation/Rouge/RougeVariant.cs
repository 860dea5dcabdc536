namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>What two texts are compared by.</summary>
public enum RougeVariant
{
    /// <summary>Words, however ordered: Rouge-1.</summary>
    Words,

    /// <summary>Pairs of neighbouring words: Rouge-2.</summary>
    Pairs,

    /// <summary>The longest common subsequence of words: Rouge-L.</summary>
    Sequence,

    /// <summary>Line by line, the words of the reference that lie in a longest common subsequence with any line of the answer: Rouge-Lsum.</summary>
    Lines,
}
