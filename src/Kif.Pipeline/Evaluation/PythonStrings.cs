using System.Text;
using Kif.Tokenizers;

namespace Kif;

/// <summary>
/// Python's whitespace and lower case: unlike in .NET, U+001C to U+001F are whitespace, İ becomes two characters, and Σ at a word's end becomes ς.
/// </summary>
internal static class PythonStrings
{
    /// <summary><c>" ".join(text.split())</c></summary>
    public static string JoinWords(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!PythonText.IsSpace(c)) result.Append(c);
            else if (result.Length > 0 && result[^1] != ' ') result.Append(' ');
        }
        return result.ToString().TrimEnd(' ');
    }

    /// <summary><c>text.strip()</c></summary>
    public static string Strip(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && PythonText.IsSpace(text[start])) start++;
        while (end > start && PythonText.IsSpace(text[end - 1])) end--;
        return text[start..end];
    }

    /// <summary><c>text.lower()</c></summary>
    public static string Lower(string text) => PythonCase.Lower(text);
}
