using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kif.Reports;

/// <summary>The data of the page's skill-unit view: per run, task and module, and, as far as size allows, per unit.</summary>
internal static class UnitData
{
    private const int Budget = 300_000, Digits = 2, Largest = 999;

    /// <summary>
    /// Collects the data, those of the first seed first; also returns the number of runs without single units, and of those left out, for reasons of size.
    /// </summary>
    public static (JsonObject Json, int WithoutUnits, int LeftOut) Of(ReportData data)
    {
        int spent = 0, without = 0, left = 0;
        var runs = new JsonArray();
        foreach (StrategyRun run in data.Result.Runs.Where(r => r.Explanations.Count > 0).OrderBy(r => r.Seed).ThenBy(r => r.Order, StringComparer.Ordinal))
        {
            JsonObject? made = new[] { true, false }.Select(single => Run(run, single)).FirstOrDefault(r => spent + r.ToJsonString().Length <= Budget);
            if (made is null)
            {
                left++;
                continue;
            }
            spent += made.ToJsonString().Length;
            if (!(bool)made["single"]!) without++;
            runs.Add(made);
        }
        return (new JsonObject { ["runs"] = runs }, without, left);
    }

    private static JsonObject Run(StrategyRun run, bool single)
    {
        var tasks = new JsonArray();
        string[] modules = [.. run.Explanations.SelectMany(x => x.Units).Select(UnitName.ModuleOf).Distinct()];
        int prefix = UnitName.SharedPrefix(modules);
        foreach (FusionExplanation x in run.Explanations)
        {
            var of = x.Units.Select((unit, i) => (Module: UnitName.ModuleOf(unit), Index: i)).ToLookup(u => u.Module, u => u.Index);
            var cells = new JsonArray();
            foreach (string module in modules) cells.Add(Cell(x, [.. of[module]], single));
            tasks.Add(new JsonObject { ["task"] = DisplayText.Of(x.Task), ["summaryOf"] = x.SummaryOf, ["modules"] = cells });
        }
        return new JsonObject
        {
            ["strategy"] = DisplayText.Of(run.Strategy), ["order"] = DisplayText.Of(OrderNames.Of(run.Order)), ["seed"] = run.Seed,
            ["single"] = single, ["tasks"] = tasks,
            ["modules"] = new JsonArray([.. modules.Select(m => JsonValue.Create(DisplayText.Of(m[prefix..], 120)))]),
        };
    }

    /// <summary>Creates a cell: number of units, means (importance, earlier importance, weight of the new model), counts by history, single numbers.</summary>
    private static JsonArray Cell(FusionExplanation x, IReadOnlyList<int> units, bool single)
    {
        double[] Numbers(IReadOnlyList<double> all) => all.Count == 0 ? [] : [.. units.Select(i => all[i])];
        double[] current = Numbers(x.Current), accumulated = Numbers(x.Accumulated), coefficients = Numbers(x.Coefficients);
        var cell = new JsonArray(units.Count, Mean(current), Mean(accumulated), Mean(coefficients));
        for (int fate = UnitHistory.Protected; fate <= UnitHistory.Overwritten; fate++)
            cell.Add(coefficients.Count(c => double.IsFinite(c) && UnitHistory.Of(c) == fate));
        if (single) foreach (double[] numbers in new[] { current, accumulated, coefficients }) cell.Add(Packed(numbers));
        return cell;
    }

    private static JsonNode? Mean(double[] values)
    {
        double mean = RunMeans.Of(values.Where(double.IsFinite)).Mean;
        return double.IsNaN(mean) ? null : JsonValue.Create(Math.Round(mean, 5));
    }

    /// <summary>Encodes numbers from 0 to 1 as two base-36 digits each, in thousandths.</summary>
    private static string Packed(double[] values)
    {
        const string Letters = "0123456789abcdefghijklmnopqrstuvwxyz";
        var text = new StringBuilder(Digits * values.Length);
        foreach (double v in values)
        {
            int n = (int)Math.Round(Math.Clamp(double.IsFinite(v) ? v : 0, 0, 1) * Largest);
            text.Append(Letters[n / 36]).Append(Letters[n % 36]);
        }
        return text.ToString();
    }
}

/// <summary>The name of a skill unit, split into its module and its number there.</summary>
internal static partial class UnitName
{
    /// <summary>Returns the module of a unit: its name without the number at the end.</summary>
    public static string ModuleOf(string unit)
    {
        string module = Tail().Replace(unit, "").TrimEnd('.', '|', ' ', ':', '[', '/');
        return module.Length > 0 ? module : unit;
    }

    /// <summary>Returns the length of the prefix, up to a dot, that all names share.</summary>
    public static int SharedPrefix(IReadOnlyList<string> names)
    {
        if (names.Count < 2) return 0;
        int length = 0;
        while (length < names.Min(n => n.Length) && names.All(n => n[length] == names[0][length])) length++;
        return names[0].AsSpan(0, length).LastIndexOf('.') + 1;
    }

    [GeneratedRegex(@"(\|+|[\s.:\[/_-](rank|row|column|unit|entry)?\s*)\d+\]?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tail();
}

/// <summary>The history of a skill unit at a task, by the weight of the new model: protected below 1/3, overwritten above 2/3, shared in between.</summary>
internal static class UnitHistory
{
    public const int Protected = 0, Shared = 1, Overwritten = 2;

    public static int Of(double coefficient) => coefficient < 1 / 3.0 ? Protected : coefficient <= 2 / 3.0 ? Shared : Overwritten;
}
