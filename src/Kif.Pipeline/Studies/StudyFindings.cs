using System.Globalization;
using System.Text;
using Kif.Models;

namespace Kif;

/// <summary>What a study found: a row per stream and arm, and what the statistics allow to say.</summary>
/// <param name="Study">The study.</param>
/// <param name="Streams">The results by stream.</param>
internal sealed record StudyFindings(Study Study, IReadOnlyList<StreamFindings> Streams)
{
    /// <summary>What the study measured beside the comparisons.</summary>
    public IReadOnlyList<StudyTable> More { get; init; } = [];

    /// <summary>Writes the findings as <c>study.md</c> and <c>study.json</c> into the study's folder.</summary>
    /// <returns>The first of them.</returns>
    public string Write(string folder, string command)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "study.md");
        AtomicFile.Write(file, Markdown(command));
        AtomicFile.Write(Path.Combine(folder, "study.json"), StudyJob.ToJson(Record(command)));
        return file;
    }

    /// <summary>Computes the findings.</summary>
    /// <param name="study">The study.</param>
    /// <param name="results">The comparisons, by stream.</param>
    public static StudyFindings Of(Study study, IEnumerable<(StudyStream Stream, ComparisonResult Result)> results) =>
        new(study, [.. results.Select(r => StreamFindings.Of(study, r.Stream, r.Result))]);

    /// <summary>Renders question, expectation, answer and numbers as Markdown.</summary>
    /// <param name="command">The command that makes the study.</param>
    public string Markdown(string command)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Study.Question}\n\n```\n{command}\n```\n\nExpected before: {Study.Expected}\n");
        foreach (StreamFindings stream in Streams)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {stream.Stream.Title}\n\n{stream.Answer}\n\n");
            StudyTable.Append(text, ArmFindings.Columns(Study.Baseline), stream.Arms.Select(arm => arm.Cells()));
            if (stream.Sentences.Count > 0) text.Append('\n').AppendJoin('\n', stream.Sentences.Select(s => $"* {s}")).Append('\n');
        }
        foreach (StudyTable table in More) table.AppendTo(text);
        return text.ToString();
    }

    private object Record(string command) => new
    {
        Format = 1, Study.Name, Study.Question, Study.Expected, Command = command, Study.Baseline,
        Streams = Streams.Select(s => new
        {
            s.Stream.Name, s.Stream.Tasks, s.Answer, s.Sentences,
            Arms = s.Arms.Select(a => new
            {
                a.Arm.Name, a.Arm.Strategy, a.Arm.Options, a.Arm.IsPublished, a.Metrics, OverOrders = a.OverOrders, a.Ap, a.Forgetting,
                Coefficients = a.Coefficients.Count == 0 ? null : Enumerable.Range(0, 21).Select(i => a.Coefficients[i * (a.Coefficients.Count - 1) / 20]),
            }),
        }),
        More,
    };
}

/// <summary>What a study found on one stream.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Arms">The arms, in the study's order.</param>
/// <param name="Sentences">What may be said of each arm; empty where runs are too few to say anything.</param>
/// <param name="Answer">The answer to the study's question on this stream.</param>
internal sealed record StreamFindings(StudyStream Stream, IReadOnlyList<ArmFindings> Arms, IReadOnlyList<string> Sentences, string Answer)
{
    /// <summary>Computes the findings.</summary>
    public static StreamFindings Of(Study study, StudyStream stream, ComparisonResult result)
    {
        ComparisonStatistics statistics = result.Statistics;
        ArmFindings[] arms = [.. study.Arms.Where(a => statistics.Strategies.Any(s => s.Strategy == a.Name)).Select(a => ArmFindings.Of(a, result))];
        return new(stream, arms, statistics.Comparable ? [.. arms.Select(a => statistics.Sentence(a.Arm.Name))] : [], AnswerOf(study, result, arms));
    }

    private static string AnswerOf(Study study, ComparisonResult result, IReadOnlyList<ArmFindings> arms)
    {
        if (result.Statistics.WhyNotComparable is { } why) return $"No answer: {why}.";
        string Names(Func<ArmFindings, bool> which) => string.Join(", ", arms.Where(which).Select(a => a.Arm.Name));
        string Told(string names, string what) => $"{(names.Length == 0 ? "None" : names)}: shown to be {what} {study.Baseline}.";
        bool Shown(PairedDifference? d, double sign) => d is not null && d.IsShown(StatisticsOptions.Level) && Math.Sign(d.Difference.Mean) == sign;
        return $"{Told(Names(a => Shown(a.Ap, 1)), "above")} {Told(Names(a => Shown(a.Ap, -1)), "below")} "
            + $"{Told(Names(a => Shown(a.Forgetting, -1)), "forgetting less than")}";
    }
}

/// <summary>What a study found of one arm on one stream.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Metrics">Its metrics over runs.</param>
/// <param name="Coefficients">The weights of the new model over all units, fusions and runs, ascending; empty where nothing was fused.</param>
/// <param name="Ap">Its difference from the baseline in AP; null for the baseline.</param>
/// <param name="Forgetting">Its difference in forgetting.</param>
internal sealed record ArmFindings(
    StudyArm Arm, IReadOnlyDictionary<string, SampleSummary> Metrics, IReadOnlyList<double> Coefficients, PairedDifference? Ap, PairedDifference? Forgetting)
{
    /// <summary>The intervals of metrics over means of at least three orders, by Student's t: what is drawn around an arm.</summary>
    public required IReadOnlyDictionary<string, ConfidenceInterval> OverOrders { get; init; }

    /// <summary>Collects the findings.</summary>
    public static ArmFindings Of(StudyArm arm, ComparisonResult result)
    {
        PairedDifference? Difference(string metric) => result.Statistics.Differences.FirstOrDefault(d => d.Strategy == arm.Name && d.Metric == metric);
        double[] coefficients = [.. result.Runs.Where(r => r.Strategy == arm.Name).SelectMany(r => r.Explanations).SelectMany(x => x.Coefficients)
            .Where(double.IsFinite).Order()];
        string[] drawn = ["ap", "forgetting", "learning-accuracy"];
        return new(arm, result.Statistics.Get(arm.Name).Metrics, coefficients, Difference("ap"), Difference("forgetting"))
            { OverOrders = drawn.ToDictionary(m => m, m => Interval(SampleSummary.Of(OrderMeans(RunMetrics.Get(m))))) };

        // Of two orders an interval is many times as wide as what was seen.
        ConfidenceInterval Interval(SampleSummary orders) => orders.Count > 2 ? orders.Student : ConfidenceInterval.Undefined;

        IEnumerable<double> OrderMeans(RunMetric metric) =>
            result.Runs.Where(r => r.Strategy == arm.Name).GroupBy(r => r.Order).Select(o => o.Average(metric.Of));
    }

    /// <summary>The headings of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<string> Columns(string baseline) =>
        ["arm", "AP", "forgetting", "learning accuracy", $"AP − {baseline}", "by order", "Holm p", "coefficients 10 %", "90 %", "middle third, %"];

    /// <summary>Returns the numbers as text, scores in percent; intervals are over orders.</summary>
    public IReadOnlyList<string> Cells() =>
    [
        Arm.Name, Summary("ap"), Summary("forgetting"), Summary("learning-accuracy"), Ap is null ? "" : Number(Ap.Difference.Mean),
        Ap?.Orders.Robust.Test.Interval is { IsDefined: true } i ? $"{Number(i.Low)} to {Number(i.High)}" : "", P(Ap),
        Quantile(0.1), Quantile(0.9),
        Coefficients.Count == 0 ? "" : Number(100.0 * Coefficients.Count(c => c is > 1 / 3.0 and < 2 / 3.0) / Coefficients.Count),
    ];

    private string Quantile(double share) => Coefficients.Count == 0 ? ""
        : Coefficients[(int)Math.Round(share * (Coefficients.Count - 1))].ToString("F3", CultureInfo.InvariantCulture);

    private string Summary(string metric)
    {
        SampleSummary s = Metrics[metric];
        return double.IsNaN(s.StandardDeviation) ? Number(s.Mean) : $"{Number(s.Mean)} ± {Number(s.StandardDeviation)}";
    }

    private static string P(PairedDifference? d)
    {
        double p = d is null ? double.NaN : d.Orders.OrdersMatter ? Math.Max(d.AdjustedPValue, d.AdjustedByOrder) : d.AdjustedPValue;
        return double.IsNaN(p) ? "" : p.ToString("F3", CultureInfo.InvariantCulture);
    }

    private static string Number(double v) => v.ToString("F1", CultureInfo.InvariantCulture);
}
