using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Tokenizers;

/// <summary>Changes a segment of text before it is split into words.</summary>
internal interface INormalizer
{
    /// <summary>Returns the normalized text.</summary>
    /// <param name="text">The segment, without lone surrogates.</param>
    /// <param name="budget">The most that the rules may make of the whole text.</param>
    /// <exception cref="InvalidDataException">They would make more of it.</exception>
    string Normalize(string text, RuleBudget budget);
}

/// <summary>Converts text to lower case, character by character.</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    public string Normalize(string text, RuleBudget budget) => Lower(text);

    /// <summary>Converts text to lower case; U+0130 is the one character that becomes two.</summary>
    public static string Lower(string text) => text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
}

/// <summary>Prepends a text to every segment that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public string Normalize(string text, RuleBudget budget)
    {
        if (text.Length == 0)
        {
            return text;
        }

        budget.Add(prefix.Length, "Prepend");
        return prefix + text;
    }
}

/// <summary>Replaces every occurrence of a text, or every match of a regular expression, by a fixed text.</summary>
/// <param name="literal">The text to replace; null: the matches of <paramref name="regex"/>.</param>
/// <param name="regex">The regular expression, if <paramref name="literal"/> is null.</param>
/// <param name="content">The replacement.</param>
internal sealed class ReplaceNormalizer(string? literal, Regex? regex, string content) : INormalizer
{
    public string Normalize(string text, RuleBudget budget)
    {
        if (literal is null)
        {
            return ReplaceMatches(text, budget);
        }

        if (content.Length > literal.Length)
        {
            budget.Add((long)text.AsSpan().Count(literal) * (content.Length - literal.Length), InWords);
        }

        return text.Replace(literal, content, StringComparison.Ordinal);
    }

    private string InWords => $"Replace \"{DisplayText.Of(literal ?? regex!.ToString())}\"";

    private string ReplaceMatches(string text, RuleBudget budget)
    {
        try
        {
            return regex!.Replace(text, match =>
            {
                budget.Add(content.Length - match.Length, InWords);
                budget.CheckTime(regex.ToString());
                return content;
            });
        }
        catch (RegexMatchTimeoutException error)
        {
            throw RuleBudget.TooSlow(regex!.ToString(), regex.MatchTimeout.TotalSeconds, text.Length, error);
        }
    }
}

/// <summary>Removes whitespace at the ends of a segment.</summary>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    public string Normalize(string text, RuleBudget budget)
    {
        text = left ? text.TrimStart() : text;
        return right ? text.TrimEnd() : text;
    }
}

/// <summary>Replaces every run of two or more spaces by one mark (U+2581), as converted SentencePiece models do.</summary>
internal sealed class WhitespaceNormalizer : INormalizer
{
    /// <summary>The equivalent regular expression.</summary>
    public const string Pattern = " {2,}";

    public string Normalize(string text, RuleBudget budget)
    {
        if (!text.Contains("  ", StringComparison.Ordinal))
        {
            return text;
        }

        var normalized = new StringBuilder(text.Length);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var run = rest.IndexOf("  ", StringComparison.Ordinal) is >= 0 and var found ? found : rest.Length;
            normalized.Append(rest[..run]);
            rest = rest[run..];
            if (!rest.IsEmpty)
            {
                normalized.Append('\u2581');
                rest = rest.TrimStart(' ');
            }
        }

        return normalized.ToString();
    }
}
