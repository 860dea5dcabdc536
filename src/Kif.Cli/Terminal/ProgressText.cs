using System.Globalization;

namespace Kif.Cli;

/// <summary>The wording of progress.</summary>
/// <param name="grid">The runs; orders and seeds are named if there are several.</param>
internal sealed class ProgressText(IReadOnlyList<RunKey> grid)
{
    private readonly bool orders = grid.Select(k => k.Order).Distinct().Count() > 1, seeds = grid.Select(k => k.Seed).Distinct().Count() > 1;

    /// <summary>Formats a duration, e.g. <c>0:07</c>, <c>12:30</c>, <c>5:02:59</c>, <c>2 d 03:10</c>; a question mark if unknown.</summary>
    public static string Duration(TimeSpan? time)
    {
        if (time is not { } known) return "?";
        TimeSpan t = TimeSpan.FromSeconds(Math.Ceiling(known.TotalSeconds));
        return t switch
        {
            { Days: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{t.Days} d {t.Hours:00}:{t.Minutes:00}"),
            { Hours: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{t.Hours}:{t.Minutes:00}:{t.Seconds:00}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{t.Minutes}:{t.Seconds:00}"),
        };
    }

    /// <summary>Formats a score; a dash for NaN.</summary>
    public static string Score(double v) => double.IsNaN(v) ? "-" : v.ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>Cuts a text to a number of characters.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : most < 1 ? "" : text[..(most - 1)] + "…";

    /// <summary>Joins a message's lines into one.</summary>
    public static string OneLine(string message) =>
        string.Join(' ', message.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Formats the number of runs, e.g. <c>3 of 12 runs, 1 failed</c>.</summary>
    public static string Runs(ProgressSnapshot reading) =>
        $"{reading.Finished + reading.Found} of {Count(reading.Runs, "run")}"
        + (reading.Found > 0 ? $" ({reading.Found} found done)" : "") + (reading.Failures.Count > 0 ? $", {reading.Failures.Count} failed" : "");

    /// <summary>Formats a number of things, e.g. <c>1 run</c>, <c>3 runs</c>.</summary>
    public static string Count(int number, string thing) => string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");

    /// <summary>Formats a loss in six characters, so that a line with it does not move.</summary>
    public static string Loss(double v) => (Math.Abs(v) switch
    {
        < 10 => v.ToString("F3", CultureInfo.InvariantCulture),
        < 100 => v.ToString("F2", CultureInfo.InvariantCulture),
        < 10_000 => v.ToString("F1", CultureInfo.InvariantCulture),
        _ => v.ToString("0e0", CultureInfo.InvariantCulture),
    }).PadLeft(6);

    /// <summary>Returns a run's name, e.g. <c>kif-lora, order-2, seed 3</c>.</summary>
    public string Name(RunKey key) => string.Join(", ", Parts(key));

    /// <summary>Returns a run's strategy and, if there are several, its order and seed.</summary>
    public IEnumerable<string> Parts(RunKey key)
    {
        yield return key.Strategy;
        if (orders) yield return key.Order;
        if (seeds) yield return string.Create(CultureInfo.InvariantCulture, $"seed {key.Seed}");
    }
}
