using System.Text.RegularExpressions;

namespace Kif.Models.Tokenizers;

/// <summary>Replaces every occurrence of a text, or every match of a regular expression, by a fixed text.</summary>
/// <param name="literal">The text to replace; null: the matches of <paramref name="regex"/>.</param>
/// <param name="regex">The regular expression, if <paramref name="literal"/> is null.</param>
/// <param name="content">The replacement.</param>
internal sealed class ReplaceNormalizer(string? literal, Regex? regex, string content) : INormalizer
{
    public string Normalize(string text) =>
        literal is not null ? text.Replace(literal, content, StringComparison.Ordinal) : regex!.Replace(text, _ => content);
}
