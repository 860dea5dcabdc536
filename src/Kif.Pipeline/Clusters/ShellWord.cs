namespace Kif;

/// <summary>Words of a shell's command line.</summary>
internal static class ShellWord
{
    /// <summary>Returns a word so that a POSIX shell reads it as it is.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or ':' or '=')
        ? word : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    /// <summary>Returns a command line.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));
}
