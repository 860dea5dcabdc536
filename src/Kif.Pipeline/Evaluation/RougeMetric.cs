namespace Kif;

/// <summary>
/// The mean Rouge F over examples, in percent (algorithms.md 11.6); with several references the highest F counts. Texts are split into words like in the
/// Python package rouge_score: in lower case, at every character other than a to z and 0 to 9, so accents split words.
/// </summary>
/// <param name="variant">The units of comparison.</param>
/// <param name="options">The stemming option; null for the defaults.</param>
internal sealed class RougeMetric(RougeVariant variant, RougeOptions? options = null) : ITaskMetric, IAnswerForm
{
    private readonly bool stem = (options ?? new()).Stem;

    /// <inheritdoc/>
    /// <remarks><c>rouge-1</c>, <c>rouge-2</c>, <c>rouge-l</c> or <c>rouge-lsum</c>.</remarks>
    public string Name { get; } = variant switch
    {
        RougeVariant.Rouge1 => "rouge-1",
        RougeVariant.Rouge2 => "rouge-2",
        RougeVariant.RougeL => "rouge-l",
        RougeVariant.RougeLsum => "rouge-lsum",
        _ => throw new ArgumentOutOfRangeException(nameof(variant), variant, $"allowed are {string.Join(", ", Enum.GetNames<RougeVariant>())}"),
    };

    /// <inheritdoc/>
    public string Advice =>
        $"Rouge compares {(variant == RougeVariant.Rouge2 ? "pairs of words" : "words")} of the letters a to z and the digits 0 to 9 only"
        + $"{(variant == RougeVariant.Rouge1 ? ", in any order" : "")}; --metric exact-match-plain compares every character";

    /// <inheritdoc/>
    /// <remarks>Where order does not count, or counts within lines only, the units are sorted.</remarks>
    public string Form(string answer)
    {
        string[] words = RougeTokenizer.Of(answer, stem);
        return string.Join(' ', variant switch
        {
            RougeVariant.RougeL => words,
            RougeVariant.Rouge2 => Neighbors(words).Select(pair => $"{pair.Item1}+{pair.Item2}").Order(StringComparer.Ordinal),
            _ => words.Order(StringComparer.Ordinal),
        });
    }

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
        ExampleMeanScore.Percent(predictions, examples, (prediction, example) => Best(prediction, example.References).F);

    /// <summary>Scores an answer against the reference with the highest F; the first of equal ones.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public RougeScore Best(string prediction, IReadOnlyList<string> references) => references.Count > 0
        ? references.Select(r => Compare(prediction, r)).MaxBy(s => s.F)
        : throw new ArgumentException("a score needs at least one reference", nameof(references));

    /// <summary>
    /// Scores an answer against one reference. Rouge-L needs memory for the shorter text only; Rouge-Lsum for a pair of lines.
    /// </summary>
    public RougeScore Compare(string prediction, string reference)
    {
        if (variant == RougeVariant.RougeLsum) return RougeLineOverlap.Score(RougeTokenizer.Lines(prediction, stem), RougeTokenizer.Lines(reference, stem));
        string[] predicted = RougeTokenizer.Of(prediction, stem), wanted = RougeTokenizer.Of(reference, stem);
        return variant switch
        {
            RougeVariant.Rouge1 => RougeBagOverlap.Score(predicted, wanted),
            RougeVariant.Rouge2 => RougeBagOverlap.Score(Neighbors(predicted), Neighbors(wanted)),
            _ => RougeScore.Of(CommonSubsequence.Length(predicted, wanted), predicted.Length, wanted.Length),
        };
    }

    private static (string, string)[] Neighbors(string[] words) => [.. words.Zip(words.Skip(1))];
}

/// <summary>The units by which two texts are compared.</summary>
internal enum RougeVariant
{
    /// <summary>Words in any order: Rouge-1.</summary>
    Rouge1,

    /// <summary>Pairs of adjacent words: Rouge-2.</summary>
    Rouge2,

    /// <summary>The longest common subsequence of words: Rouge-L.</summary>
    RougeL,

    /// <summary>Line by line, the words of the reference that lie in a longest common subsequence with any line of the answer: Rouge-Lsum.</summary>
    RougeLsum,
}

/// <summary>Options of the Rouge metrics.</summary>
internal sealed class RougeOptions
{
    /// <summary>
    /// Whether words of more than three characters are compared by their stems (Porter's algorithm with NLTK's extensions), as the
    /// Super-NaturalInstructions evaluation and its followers do. Default: true.
    /// </summary>
    public bool Stem { get; set; } = true;
}

/// <summary>The overlap of two texts, from 0 to 1; all zero if nothing is shared.</summary>
/// <param name="Precision">Share of the answer that is in the reference.</param>
/// <param name="Recall">Share of the reference that is in the answer.</param>
/// <param name="F">Their harmonic mean.</param>
internal readonly record struct RougeScore(double Precision, double Recall, double F)
{
    /// <summary>Computes the score from the number of shared words and of each side's words; zero if a side is empty.</summary>
    internal static RougeScore Of(int shared, int predicted, int wanted)
    {
        if (shared == 0) return default;
        double precision = (double)shared / predicted, recall = (double)shared / wanted;
        return new(precision, recall, 2 * precision * recall / (precision + recall));
    }
}

/// <summary>Rouge of words or pairs of words regardless of order: each counts as often as both sides have it.</summary>
internal static class RougeBagOverlap
{
    public static RougeScore Score<T>(IReadOnlyCollection<T> predicted, IReadOnlyCollection<T> wanted) where T : notnull
    {
        Dictionary<T, int> left = Counts(wanted);
        return RougeScore.Of(predicted.Count(item => Take(left, item)), predicted.Count, wanted.Count);
    }

    /// <summary>Counts the occurrences of each item.</summary>
    public static Dictionary<T, int> Counts<T>(IEnumerable<T> items) where T : notnull => items.CountBy(item => item).ToDictionary();

    /// <summary>Takes one occurrence of an item; false if none is left.</summary>
    public static bool Take<T>(Dictionary<T, int> left, T item) where T : notnull
    {
        if (left.GetValueOrDefault(item) == 0) return false;
        left[item]--;
        return true;
    }
}

/// <summary>
/// Rouge-Lsum. A word of a reference line is a hit if it lies in the longest common subsequence of that line and any line of the answer; no word
/// counts more often than either side has it.
/// </summary>
internal static class RougeLineOverlap
{
    public static RougeScore Score(string[][] predicted, string[][] wanted)
    {
        Dictionary<string, int> left = RougeBagOverlap.Counts(predicted.SelectMany(line => line));
        int hits = 0;
        foreach (string[] line in wanted)
        {
            var union = new bool[line.Length];
            foreach (string[] other in predicted)
                foreach (int at in CommonSubsequence.Positions(line, other)) union[at] = true;
            for (int i = 0; i < line.Length; i++)
                if (union[i] && RougeBagOverlap.Take(left, line[i])) hits++;
        }
        return RougeScore.Of(hits, predicted.Sum(line => line.Length), wanted.Sum(line => line.Length));
    }
}

/// <summary>Splits a text into words like the Python package rouge_score.</summary>
internal static class RougeTokenizer
{
    private const int LongestUnstemmed = 3;

    /// <summary>Returns the runs of a to z and 0 to 9 in the lower-cased text.</summary>
    public static string[] Of(string text, bool stem)
    {
        string lower = PythonStrings.Lower(text);
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
