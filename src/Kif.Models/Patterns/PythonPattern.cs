using System.Globalization;
using System.Text.RegularExpressions;

namespace Kif.Models.Patterns;

/// <summary>A pattern with the meaning that Python's <c>re</c> gives it, for names of modules. A match that takes more than a second is given up.</summary>
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
        // The alternatives of the pattern are one group of the whole.
        try { regex = new(head + "(?:" + text + ")" + tail, options, Longest); }
        catch (ArgumentException e) { throw new FormatException(e.Message, e); }
    }

    /// <summary>As <c>re.fullmatch</c>: the pattern must take the whole text.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="source">What messages call it; null for the pattern itself.</param>
    /// <exception cref="FormatException">It is no pattern of Python's, or has what Kif lacks.</exception>
    public static PythonPattern Full(string pattern, string? source = null) => new(pattern, source, @"\A", @"\z");

    /// <summary>As <c>re.match</c>: the pattern must take a beginning of the text.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="source">What messages call it; null for the pattern itself.</param>
    /// <exception cref="FormatException">It is no pattern of Python's, or has what Kif lacks.</exception>
    public static PythonPattern Start(string pattern, string? source = null) => new(pattern, source, @"\A", "");

    /// <summary>Whether the pattern fits.</summary>
    /// <exception cref="TimeoutException">It takes too long; the message has pattern and text.</exception>
    public bool Fits(string text) => Match(text).Success;

    /// <summary>What the group of that name takes; null where the pattern does not fit or the group takes no part.</summary>
    /// <exception cref="TimeoutException">It takes too long; the message has pattern and text.</exception>
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
            throw new TimeoutException($"{source} takes more than {Longest.TotalSeconds} s on '{text}'; write it so that no repeated part can be split in many ways", e);
        }
    }
}
