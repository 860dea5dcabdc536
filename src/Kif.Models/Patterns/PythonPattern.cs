using System.Globalization;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>A pattern with the semantics of Python's <c>re</c>, for names of modules. A match is aborted after one second.</summary>
internal sealed class PythonPattern
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly string source;
    private readonly Regex regex;
    private readonly IReadOnlyDictionary<string, int> groups;

    private PythonPattern(string pattern, string? source, string head, string tail)
    {
        this.source = source ?? $"the pattern '{pattern}'";
        (string text, RegexOptions options, groups) = PatternTranslation.Of(pattern);
        // The group keeps the pattern's alternatives together.
        try { regex = new(head + "(?:" + text + ")" + tail, options, Longest); }
        catch (ArgumentException e) { throw new FormatException(e.Message, e); }
    }

    /// <summary>Creates a pattern that must match the whole text, as <c>re.fullmatch</c>.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="source">The name in messages; null for the pattern itself.</param>
    /// <exception cref="FormatException">It is invalid in Python or unsupported.</exception>
    public static PythonPattern Full(string pattern, string? source = null) => new(pattern, source, @"\A", @"\z");

    /// <summary>Creates a pattern that must match at the beginning of the text, as <c>re.match</c>.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="source">The name in messages; null for the pattern itself.</param>
    /// <exception cref="FormatException">It is invalid in Python or unsupported.</exception>
    public static PythonPattern Start(string pattern, string? source = null) => new(pattern, source, @"\A", "");

    /// <summary>Whether the pattern matches.</summary>
    /// <exception cref="TimeoutException">It takes too long; the message names pattern and text.</exception>
    public bool Matches(string text) => Match(text).Success;

    /// <summary>Returns the text of the group of that name; null if the pattern does not match or the group takes no part.</summary>
    /// <exception cref="TimeoutException">It takes too long; the message names pattern and text.</exception>
    public string? Group(string text, string name)
    {
        Group group = Match(text).Groups[groups[name].ToString(CultureInfo.InvariantCulture)];
        return group.Success ? group.Value : null;
    }

    private Match Match(string text)
    {
        try { return regex.Match(text); }
        catch (RegexMatchTimeoutException e)
        {
            throw new TimeoutException(
                $"{source} takes more than {Longest.TotalSeconds} s on '{text}'; write it so that no repeated part can be split in many ways", e);
        }
    }
}
