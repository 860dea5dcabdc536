namespace Kif.Models.Tokenizers;

/// <summary>Converts text to lower case, character by character.</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    public string Normalize(string text) => Lower(text);

    /// <summary>Converts text to lower case; U+0130 is the one character that becomes two.</summary>
    public static string Lower(string text) => text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
}
