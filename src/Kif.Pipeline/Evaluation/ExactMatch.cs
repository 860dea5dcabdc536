using System.Text.RegularExpressions;

namespace Kif;

/// <summary>
/// The share of answers that match an expected one (algorithms.md 11.5). Case and whitespace follow Python, in which the common evaluators are written.
/// </summary>
/// <param name="rule">The matching rule. Default: <see cref="ExactMatchRule.Normalized"/>.</param>
internal sealed partial class ExactMatch(ExactMatchRule rule = ExactMatchRule.Normalized) : ITaskMetric, IAnswerForm
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <inheritdoc/>
    /// <remarks>
    /// <c>exact-match</c>, and for the other rules <c>exact-match-squad</c>, <c>exact-match-plain</c>, <c>exact-match-recurrent-kif</c> and
    /// <c>exact-match-trace</c>.
    /// </remarks>
    public string Name { get; } = rule switch
    {
        ExactMatchRule.Normalized => "exact-match",
        ExactMatchRule.SquadNormalized => "exact-match-squad",
        ExactMatchRule.Plain => "exact-match-plain",
        ExactMatchRule.RecurrentKif => "exact-match-recurrent-kif",
        ExactMatchRule.Trace => "exact-match-trace",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, $"allowed are {string.Join(", ", Enum.GetNames<ExactMatchRule>())}"),
    };

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples) =>
        ExampleMeanScore.Percent(predictions, examples, (prediction, example) => example.References.Any(r => Matches(prediction, r)) ? 1 : 0);

    /// <inheritdoc/>
    public string Advice => rule == ExactMatchRule.Plain ? "no rule is stricter" : "--metric exact-match-plain compares every character";

    /// <inheritdoc/>
    public string Form(string answer) => Normalize(answer, rule);

    /// <summary>Whether an answer matches the expected one.</summary>
    public bool Matches(string prediction, string reference) =>
        Normalize(prediction, rule) == Normalize(reference, rule) && !(rule == ExactMatchRule.Trace && prediction.Length == 0);

    /// <summary>Normalizes a text for comparison under a rule.</summary>
    public static string Normalize(string text, ExactMatchRule rule) => rule switch
    {
        ExactMatchRule.Plain or ExactMatchRule.Trace => text,
        ExactMatchRule.RecurrentKif => PythonStrings.Lower(PythonStrings.Strip(text.Replace("</s>", "").Replace("<pad>", ""))),
        ExactMatchRule.SquadNormalized => PythonStrings.JoinWords(Articles().Replace(WithoutPunctuation(PythonStrings.Lower(text)), " ")),
        _ => PythonStrings.JoinWords(WithoutPunctuation(PythonStrings.Lower(text))),
    };

    private static string WithoutPunctuation(string text) => string.Concat(text.Where(c => !Punctuation.Contains(c)));

    /// <summary>Matches whole words of letters, numbers and underscores: .NET's \b would include combining marks as well.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])")]
    private static partial Regex Articles();
}

/// <summary>The rule by which an answer matches the expected one (algorithms.md 11.5).</summary>
internal enum ExactMatchRule
{
    /// <summary>
    /// Equal in lower case, without ASCII punctuation, with whitespace collapsed: O-LoRA, SAPT, MIGU and Super-NaturalInstructions. The default.
    /// </summary>
    Normalized,

    /// <summary>As <see cref="Normalized"/>, also without the words a, an and the: SQuAD.</summary>
    SquadNormalized,

    /// <summary>Equal in lower case, without <c>&lt;/s&gt;</c>, <c>&lt;pad&gt;</c> and outer whitespace: Recurrent-KIF.</summary>
    RecurrentKif,

    /// <summary>Exactly equal, with empty answers wrong: TRACE.</summary>
    Trace,

    /// <summary>Exactly equal.</summary>
    Plain,
}

/// <summary>Computes scores that are means over examples.</summary>
internal static class ExampleMeanScore
{
    /// <summary>Returns the mean in percent.</summary>
    /// <param name="predictions">The given answers.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="score">Scores one answer, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static double Percent(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples, Func<string, Example, double> score)
    {
        Check(predictions, examples);
        return 100.0 * predictions.Zip(examples, score).Sum() / predictions.Count;
    }

    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    public static void Check(IReadOnlyList<string> predictions, IReadOnlyList<Example> examples)
    {
        if (predictions.Count == 0 || predictions.Count != examples.Count)
            throw new ArgumentException($"{predictions.Count} predictions and {examples.Count} examples: as many of both, and at least one, are needed",
                nameof(predictions));
    }
}
