namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>Splits a text into words like the Python package rouge_score.</summary>
internal static class RougeWords
{
    private const int LongestUnstemmed = 3;

    /// <summary>Returns the runs of a to z and 0 to 9 in the lower-cased text.</summary>
    public static string[] Of(string text, bool stem)
    {
        string lower = PythonText.Lower(text);
        var words = new List<string>();
        for (int start = 0; start < lower.Length; start++)
        {
            int end = start;
            while (end < lower.Length && lower[end] is (>= 'a' and <= 'z') or (>= '0' and <= '9')) end++;
            if (end == start) continue;
            string word = lower[start..end];
            words.Add(stem && word.Length > LongestUnstemmed ? PorterStemmer.Stem(word) : word);
            start = end;
        }
        return [.. words];
    }

    /// <summary>Returns the words of every line; only a line feed ends a line.</summary>
    public static string[][] Lines(string text, bool stem) => [.. text.Split('\n').Select(line => Of(line, stem)).Where(words => words.Length > 0)];
}
