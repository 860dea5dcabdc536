using System.Text;

namespace Kif.Cli;

/// <summary>The error stream, for a person: at a terminal, lines are broken between words.</summary>
internal static class Aside
{
    private const int Least = 20;

    /// <summary>Writes a line.</summary>
    public static void Write(string line) => Console.Error.WriteLine(Width() is { } width ? Broken(line, width) : line);

    /// <summary>Writes a text of several lines, each as it is but without control characters.</summary>
    public static void Lines(string text)
    {
        foreach (string line in text.Split('\n')) Console.Error.WriteLine(DisplayText.Of(line.TrimEnd('\r')));
    }

    /// <summary>Breaks a line between words; a word that is longer than the width stays whole.</summary>
    internal static string Broken(string line, int width)
    {
        var broken = new StringBuilder();
        int column = 0;
        foreach (string word in line.Split(' '))
        {
            bool next = column > 0 && column + 1 + word.Length >= Math.Max(Least, width);
            if (next) broken.Append('\n');
            else if (broken.Length > 0) broken.Append(' ');
            broken.Append(word);
            column = (next ? 0 : column + 1) + word.Length;
        }
        return broken.ToString();
    }

    private static int? Width()
    {
        if (Console.IsErrorRedirected) return null;
        try { return Console.WindowWidth; }
        catch (IOException) { return null; }
    }
}
