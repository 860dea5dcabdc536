namespace Kif.Models.Tokenizers;

/// <summary>The patterns of published tokenizers that have a handwritten splitter: the same words, without a regular expression.</summary>
internal static class KnownPattern
{
    /// <summary>Returns the handwritten splitter of a pattern, or null if it has none.</summary>
    public static ISplitter? Splitter(string pattern) => pattern == Gpt2Splitter.Pattern ? new Gpt2Splitter() : null;
}
