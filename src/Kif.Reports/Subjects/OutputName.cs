namespace Kif.Reports.Subjects;

/// <summary>Names of files and folders.</summary>
internal static class OutputName
{
    /// <summary>A name that every system takes: other characters than letters, digits and <c>.+-_</c> become <c>_</c>.</summary>
    public static string Of(string name)
    {
        string plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-' or '_' ? c : '_'));
        return plain.Trim('.') is { Length: > 0 } kept ? kept : "_";
    }
}
