using System.Text;
using System.Text.RegularExpressions;

namespace Kif.Models;

/// <summary>The patterns of the hub's client, which choose files by their paths: Python's <c>fnmatch</c>, where <c>*</c> matches slashes too.</summary>
internal static class HubPattern
{
    /// <summary>Returns the paths that one of <paramref name="allow"/> matches and none of <paramref name="ignore"/>; null stands for all and none.</summary>
    public static IReadOnlyList<string> Keep(IEnumerable<string> paths, IReadOnlyList<string>? allow, IReadOnlyList<string>? ignore)
    {
        Regex[]? kept = allow is null ? null : [.. allow.Select(Compiled)];
        Regex[] left = [.. (ignore ?? []).Select(Compiled)];
        return [.. paths.Where(p => (kept is null || kept.Any(k => k.IsMatch(p))) && !left.Any(i => i.IsMatch(p)))];
    }

    private static Regex Compiled(string pattern) => new(
        Translated(pattern.EndsWith('/') ? pattern + "*" : pattern),
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);

    private static string Translated(string pattern)
    {
        var regex = new StringBuilder(@"\A");
        for (int i = 0; i < pattern.Length; i++)
        {
            // A bracket right after the opening one, or after its "!", belongs to the set.
            int end = pattern[i] == '[' ? pattern.IndexOf(']', Math.Min(pattern.Length, i + (i + 1 < pattern.Length && pattern[i + 1] == '!' ? 3 : 2))) : -1;
            if (pattern[i] == '*') regex.Append(".*");
            else if (pattern[i] == '?') regex.Append('.');
            else if (end < 0) regex.Append(Regex.Escape(pattern[i].ToString()));
            else
            {
                string set = pattern[(i + 1)..end];
                (string not, set) = set.StartsWith('!') ? ("^", set[1..]) : ("", set);
                regex.Append('[').Append(not).Append(Regex.Replace(set, @"[\\\[\]^]", @"\$0")).Append(']');
                i = end;
            }
        }
        return regex.Append(@"\z").ToString();
    }
}
