using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Tokenizers;

/// <summary>Reads a pattern of <c>tokenizer.json</c> (Oniguruma) as a .NET regex, and rejects constructs with another meaning there.</summary>
internal static class RegexDialect
{
    /// <summary>The time limit of a search for the next match: a hostile pattern could take years.</summary>
    private static readonly TimeSpan MatchTime = TimeSpan.FromSeconds(10);

    private const string Escapes = "sSdDrntpP";
    private static readonly string[] Groups = ["(?:", "(?i:", "(?!", "(?=", "(?<!", "(?<="];

    /// <summary>Returns the .NET regex.</summary>
    /// <exception cref="NotSupportedException">The pattern has a construct outside the common subset of both dialects; the message names it.</exception>
    public static Regex Read(string pattern)
    {
        var (translated, depth, insensitive, inClass) = (new StringBuilder(), 0, int.MaxValue, false);
        for (var at = 0; at < pattern.Length; at++)
        {
            var c = pattern[at];
            switch (c)
            {
                case '\\':
                    at++;
                    Require(at < pattern.Length, "a final \\");
                    Require(Escapes.Contains(pattern[at]) || !char.IsAsciiLetterOrDigit(pattern[at]), $"\\{pattern[at]}");
                    translated.Append('\\').Append(pattern[at]);
                    continue;
                case '(' when !inClass:
                    depth++;
                    Require(!At(pattern, at, "(?") || Groups.Any(group => At(pattern, at, group)), pattern[at..Math.Min(at + 4, pattern.Length)]);
                    insensitive = At(pattern, at, "(?i:") ? Math.Min(insensitive, depth) : insensitive;
                    break;
                case ')' when !inClass:
                    insensitive = depth == insensitive ? int.MaxValue : insensitive;
                    depth--;
                    break;
                case '[':
                    Require(!inClass, "[ within [");
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '&' when inClass:
                    Require(!At(pattern, at, "&&"), "&&");
                    break;
                case '^' or '$' when !inClass:
                    Require(false, c.ToString());
                    break;
                case 's' or 'S' when depth >= insensitive:
                    // Ignoring case, Oniguruma matches the long s with an s; .NET does not.
                    Require(!inClass, "an s in [ ] under (?i:");
                    translated.Append("[sS\u017F]");
                    continue;
            }

            Require(!char.IsSurrogate(c), "a character outside the BMP");
            translated.Append(c);
        }

        try
        {
            return new Regex(translated.ToString(), RegexOptions.CultureInvariant | RegexOptions.Compiled, MatchTime);
        }
        catch (ArgumentException error)
        {
            throw new NotSupportedException(error.Message, error);
        }
    }

    private static bool At(string pattern, int at, string part) => string.CompareOrdinal(pattern, at, part, 0, part.Length) == 0;

    private static void Require(bool holds, string construct)
    {
        if (!holds)
        {
            throw new NotSupportedException($"{construct} is not supported");
        }
    }
}
