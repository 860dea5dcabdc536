namespace Kif.Models.Tokenizers;

/// <summary>Patterns of published tokenizers that are cut by hand: the same words, without a regular expression.</summary>
internal static class KnownPattern
{
    /// <summary>The splitter, or null where the pattern is none of them.</summary>
    public static ISplitter? Splitter(string pattern) => pattern == Gpt2Splitter.Pattern ? new Gpt2Splitter() : null;
}
