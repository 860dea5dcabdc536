using System.Text.RegularExpressions;

namespace Kif.Pipeline.Evaluation;

/// <summary>
/// The share of answers that match an expected one (spec 11.5). Case and whitespace follow Python, in which the common evaluators are written.
/// </summary>
/// <param name="rule">The matching rule. Default: <see cref="ExactMatchRule.Normalized"/>.</param>
public sealed partial class ExactMatch(ExactMatchRule rule = ExactMatchRule.Normalized) : ITaskMetric
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
        ExampleMean.Percent(predictions, examples, (prediction, example) => example.References.Any(r => Matches(prediction, r)) ? 1 : 0);

    /// <summary>Whether an answer matches the expected one.</summary>
    public bool Matches(string prediction, string reference) =>
        Normalize(prediction, rule) == Normalize(reference, rule) && !(rule == ExactMatchRule.Trace && prediction.Length == 0);

    /// <summary>Normalizes a text for comparison under a rule.</summary>
    public static string Normalize(string text, ExactMatchRule rule) => rule switch
    {
        ExactMatchRule.Plain or ExactMatchRule.Trace => text,
        ExactMatchRule.RecurrentKif => PythonText.Lower(PythonText.Strip(text.Replace("</s>", "").Replace("<pad>", ""))),
        ExactMatchRule.SquadNormalized => PythonText.JoinWords(Articles().Replace(WithoutPunctuation(PythonText.Lower(text)), " ")),
        _ => PythonText.JoinWords(WithoutPunctuation(PythonText.Lower(text))),
    };

    private static string WithoutPunctuation(string text) => string.Concat(text.Where(c => !Punctuation.Contains(c)));

    /// <summary>Matches whole words of letters, numbers and underscores: .NET's \b would include combining marks as well.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])")]
    private static partial Regex Articles();
}
