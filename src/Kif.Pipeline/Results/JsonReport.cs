using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif;

/// <summary>The outcome of a comparison as JSON, camel case; null where a value is undefined.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FiniteNumberConverter() },
    };

    /// <summary>
    /// Writes the definitions of the metrics, strategies, differences, noise and sentences, and each run with its performance matrix; predictions are not
    /// included.
    /// </summary>
    /// <param name="result">The runs.</param>
    /// <exception cref="CompositionException">The baseline is not one of the strategies.</exception>
    public static string Write(ComparisonResult result)
    {
        ComparisonStatistics statistics = result.Statistics;
        Dictionary<string, string> absent = AbsentMetrics.Of(result).ToDictionary(a => a.Metric.Name, a => a.Reason);
        return JsonSerializer.Serialize(new
        {
            statistics.Baseline, statistics.Comparable, statistics.WhyNotComparable, warnings = ResultWarnings.Of(result),
            how = new { statistics.Options.Confidence, bootstrap = statistics.Options.Bootstrap.ToString().ToLowerInvariant(), statistics.Options.Resamples,
            statistics.Options.Seed },
            metrics = RunMetrics.All.Select(m => new MetricEntry(m.Name, m.Title, m.Unit, m.HigherIsBetter, m.Definition, m.Elsewhere)
                { Absent = absent.GetValueOrDefault(m.Name) }),
            ranking = statistics.Ranking.Select(s => s.Strategy),
            strategies = statistics.Strategies.Select(
            s => new { s.Strategy, s.Runs, seeds = s.SeedCount, orders = s.OrderCount, s.Comparable, sentence = statistics.Sentence(s.Strategy), s.Metrics }),
            statistics.Differences, statistics.Noise, runs = result.Runs.Select(Run), result.Failures,
        }, Json);
    }

    private sealed record MetricEntry(string Name, string Title, string Unit, bool HigherIsBetter, string Definition, string? Elsewhere)
    {
        /// <summary>The reason why no run has it; left out where it was asked for.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Absent { get; init; }
    }

    private static object Run(StrategyRun run) => new
    {
        run.Strategy, run.Order, run.Seed, metrics = RunMetrics.All.ToDictionary(m => m.Name, m => m.Of(run)), run.Cost, tasks = run.Matrix.Tasks,
        untrained = run.Matrix.Tasks.Select((_, i) => run.Matrix.Untrained(i)),
        matrix = run.Matrix.Tasks.Select((_, l) => run.Matrix.Tasks.Select((_, i) => run.Matrix[l, i])), run.Unseen, within = run.MidTaskScores, run.Warnings,
    };
}

/// <summary>The JSON converter that writes numbers that are not finite as null.</summary>
internal sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteNullValue();
    }
}
