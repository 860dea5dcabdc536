namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>The units by which two texts are compared.</summary>
public enum RougeVariant
{
    /// <summary>Words in any order: Rouge-1.</summary>
    Words,

    /// <summary>Pairs of adjacent words: Rouge-2.</summary>
    Pairs,

    /// <summary>The longest common subsequence of words: Rouge-L.</summary>
    Sequence,

    /// <summary>Line by line, the words of the reference that lie in a longest common subsequence with any line of the answer: Rouge-Lsum.</summary>
    Lines,
}
