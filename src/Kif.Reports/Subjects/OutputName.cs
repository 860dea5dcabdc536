namespace Kif.Reports.Subjects;

/// <summary>The names of files and folders.</summary>
internal static class OutputName
{
    /// <summary>Returns a name that is valid on every system: characters other than letters, digits and <c>.+-_</c> become <c>_</c>.</summary>
    public static string Of(string name)
    {
        string plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-' or '_' ? c : '_'));
        return plain.Trim('.') is { Length: > 0 } kept ? kept : "_";
    }
}
