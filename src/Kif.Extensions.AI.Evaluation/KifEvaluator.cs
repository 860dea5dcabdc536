using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace Kif;

/// <summary>
/// Kif's metrics as an evaluator of Microsoft.Extensions.AI.Evaluation: each is a <see cref="NumericMetric"/> of 0 to 100 percent under its own name. The
/// expected answers come with an <see cref="ExpectedAnswersContext"/>; no model is asked.
/// </summary>
public sealed class KifEvaluator : IEvaluator
{
    private const int Shown = 120;

    private readonly ITaskMetric[] metrics;

    /// <summary>Creates an evaluator of metrics that come with Kif.</summary>
    /// <param name="metrics">Their names, such as <c>rouge-l</c>; none for <c>exact-match</c> alone.</param>
    /// <exception cref="CompositionException">A name is unknown; the message lists those that are there.</exception>
    /// <exception cref="ArgumentException">A metric is named twice.</exception>
    public KifEvaluator(params IReadOnlyList<string> metrics) : this(KifServices.BuiltIn(), Choices(metrics)) { }

    /// <summary>Creates an evaluator of registered metrics, with settings of their own.</summary>
    /// <param name="catalog">The metrics to choose from, third parties' included.</param>
    /// <param name="metrics">Their names and settings; at least one.</param>
    /// <exception cref="CompositionException">A name or setting is unknown; the message lists those that are there.</exception>
    /// <exception cref="ArgumentException">There is no metric, or one is named twice.</exception>
    public KifEvaluator(KifCatalog catalog, IReadOnlyList<ComponentChoice> metrics)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(metrics);
        if (metrics.Count == 0) throw new ArgumentException("an evaluator needs a metric", nameof(metrics));
        var parts = new ComponentSource(catalog, nameof(KifEvaluator));
        this.metrics = [.. metrics.Select(parts.Create<ITaskMetric>)];
        if (this.metrics.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"metric '{twice.Key}' is named {twice.Count()} times; once is enough", nameof(metrics));
        EvaluationMetricNames = [.. this.metrics.Select(m => m.Name)];
    }

    /// <summary>The lowest score in percent that does not count as failed. Default: 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside 0 to 100.</exception>
    public double PassingPercent
    {
        get;
        init => field = value is >= 0 and <= 100 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "allowed: 0 to 100 percent");
    } = 50;

    /// <summary>The names of the metrics.</summary>
    public IReadOnlyCollection<string> EvaluationMetricNames { get; }

    /// <summary>
    /// Scores a response. A metric without a value has an error among its diagnostics: there are no expected answers, or the metric needs more than they say.
    /// </summary>
    /// <param name="messages">The conversation; the user's last message is the question.</param>
    /// <param name="modelResponse">The response; its text is the answer.</param>
    /// <param name="chatConfiguration">Not used.</param>
    /// <param name="additionalContext">One <see cref="ExpectedAnswersContext"/>, among others.</param>
    /// <param name="cancellationToken">Stops before the next metric.</param>
    public ValueTask<EvaluationResult> EvaluateAsync(
        IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null,
        IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(modelResponse);
        string question = messages.LastOrDefault(m => m.Role == ChatRole.User)?.Text ?? "";
        ExpectedAnswersContext[] contexts = [.. additionalContext?.OfType<ExpectedAnswersContext>() ?? []];
        var results = new List<EvaluationMetric>();
        foreach (ITaskMetric metric in metrics)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results.Add(contexts is [var expected] ? Score(metric, modelResponse.Text, question, expected)
                : Without(metric, contexts.Length == 0 ? $"there are no expected answers: add an {nameof(ExpectedAnswersContext)} to the additional context"
                    : $"there are {contexts.Length} contexts of the type {nameof(ExpectedAnswersContext)}; allowed: one, with all answers that count"));
        }
        return new(new EvaluationResult(results));
    }

    private static ComponentChoice[] Choices(IReadOnlyList<string> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return [.. metrics.DefaultIfEmpty(new ExactMatch(ExactMatchRule.Normalized).Name).Select(ComponentChoice.Of)];
    }

    private NumericMetric Score(ITaskMetric metric, string answer, string question, ExpectedAnswersContext expected)
    {
        var example = new Example(question, expected.Answers[0], "response") { References = expected.Answers, Dialogue = expected.Dialogue };
        try
        {
            metric.Check("response", [example]);
            double percent = metric.Score([answer], [example]);
            var result = new NumericMetric(metric.Name, percent, Reason(answer, expected)) { Interpretation = Interpret(percent) };
            result.AddOrUpdateContext(expected);
            return result;
        }
        catch (CompositionException e)
        {
            NumericMetric failed = Without(metric, e.Message);
            failed.AddOrUpdateContext(expected);
            return failed;
        }
    }

    private EvaluationMetricInterpretation Interpret(double percent) => new(
        percent switch
        {
            >= 100 => EvaluationRating.Exceptional,
            >= 75 => EvaluationRating.Good,
            >= 50 => EvaluationRating.Average,
            >= 25 => EvaluationRating.Poor,
            _ => EvaluationRating.Unacceptable,
        },
        failed: percent < PassingPercent,
        string.Create(CultureInfo.InvariantCulture, $"{percent:0.##} percent; {PassingPercent:0.##} are needed"));

    private static NumericMetric Without(ITaskMetric metric, string why)
    {
        var result = new NumericMetric(metric.Name);
        result.AddDiagnostics(EvaluationDiagnostic.Error($"{metric.Name}: {why}"));
        return result;
    }

    private static string Reason(string answer, ExpectedAnswersContext expected) => $"'{DisplayText.Of(answer, Shown)}' compared with "
        + (expected.Answers is [var only] ? $"'{DisplayText.Of(only, Shown)}'" : $"{expected.Answers.Count} answers, of which the best counts");
}
