using System.Globalization;

namespace Kif.Reports;

/// <summary>What stands above a report: a title that says something, and what was run when.</summary>
internal static class ReportHead
{
    private const string RunFile = "run.json";
    private const int Commit = 7;

    /// <summary>Returns the title of the page.</summary>
    public static string Title(IReadOnlyList<ReportData> parts)
    {
        if (parts.Count > 1) return $"{parts.Count} comparisons: {string.Join(", ", parts.Select(p => p.Title))}";
        ReportData data = parts[0];
        string strategies = ShownNumber.Count(data.Strategies.Count, "strategy", "strategies");
        return data.Tasks.Count == 1 ? $"{strategies} on one task: {data.Tasks[0]}"
            : $"{strategies}, {ShownNumber.Count(data.Tasks.Count, "task")} learned one after another";
    }

    /// <summary>Returns the facts of a part: model, runs, date, version; those that are not known are left out.</summary>
    public static IReadOnlyList<(string Name, string Value)> Facts(ReportData data)
    {
        RunDescription[] all = [.. data.Sources.Select(s => s.Saved.Description)];
        int seeds = data.Result.Runs.Select(r => r.Seed).Distinct().Count(), orders = data.Result.Runs.Select(r => r.Order).Distinct().Count();
        string runs = $"{ShownNumber.Count(data.Result.Runs.Count, "run")} ({ShownNumber.Count(orders, "order")}, {ShownNumber.Count(seeds, "seed")})";
        return [.. new[] { ("Model", Joined(all.Select(d => ShortName(d.Model)))), ("Data", Joined(all.Select(d => ShortName(d.Data)))), ("Runs", runs),
            ("Date", Joined(data.Sources.Select(DateOf))), ("Kif", Joined(all.Select(d => Version(d.Environment.GetValueOrDefault("kif", ""))))) }
            .Where(f => f.Item2.Length > 0)];
    }

    /// <summary>Returns the date of a comparison: the recorded one, or that of its file; empty for a program's own results.</summary>
    private static string DateOf(ReportSource source)
    {
        string file = Path.Combine(source.Saved.Folder, RunFile);
        DateTimeOffset? date = source.Saved.Description.Begun ?? (File.Exists(file) ? File.GetLastWriteTimeUtc(file) : null);
        return date?.ToUniversalTime().ToString("d MMMM yyyy", CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>Returns a version with a short commit.</summary>
    private static string Version(string version) =>
        version.Split('+') is [var number, { Length: > Commit } commit] && commit.All(char.IsAsciiHexDigit) ? $"{number} ({commit[..Commit]})" : version;

    /// <summary>Returns the last part of a path; a hub's name with its owner stays.</summary>
    private static string ShortName(string place) => place.Count(c => c == '/') == 1 && !place.StartsWith('/') && !place.StartsWith('.') ? place
        : Path.GetFileName(Path.TrimEndingDirectorySeparator(place)) is { Length: > 0 } name ? name : place;

    private static string Joined(IEnumerable<string> values) => DisplayText.Of(string.Join(" and ", values.Where(v => v.Length > 0).Distinct()), 120);
}
