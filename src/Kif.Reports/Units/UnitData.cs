using System.Text;
using System.Text.Json.Nodes;
using Kif.Pipeline.Comparison;
using Kif.Reports.Subjects;

namespace Kif.Reports.Units;

/// <summary>The data of the page's skill-unit view: per run, task and module, and, as far as size allows, per unit.</summary>
internal static class UnitData
{
    private const int Budget = 600_000, Digits = 2, Largest = 999;

    /// <summary>Collects the data; also returns the number of runs without single units for reasons of size.</summary>
    public static (JsonObject Json, int LeftOut) Of(ReportSubject subject)
    {
        int spent = 0, left = 0;
        var runs = new JsonArray();
        foreach (StrategyRun run in subject.Result.Runs.Where(r => r.Explanations.Count > 0).OrderBy(r => r.Seed).ThenBy(r => r.Order, StringComparer.Ordinal))
        {
            int size = run.Explanations.Sum(x => Digits * (x.Current.Count + x.Accumulated.Count + x.Coefficients.Count));
            bool single = spent + size <= Budget;
            if (single) spent += size;
            else left++;
            runs.Add(Run(run, single));
        }
        return (new JsonObject { ["runs"] = runs }, left);
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
            tasks.Add(new JsonObject { ["task"] = ShownText.Of(x.Task), ["summaryOf"] = x.SummaryOf, ["modules"] = cells });
        }
        return new JsonObject
        {
            ["strategy"] = ShownText.Of(run.Strategy), ["order"] = ShownText.Of(run.Order), ["seed"] = run.Seed, ["single"] = single, ["tasks"] = tasks,
            ["modules"] = new JsonArray([.. modules.Select(m => JsonValue.Create(ShownText.Of(m[prefix..], 120)))]),
        };
    }

    /// <summary>Creates a cell: number of units, means (importance, earlier importance, weight of the new model), counts by history, single numbers.</summary>
    private static JsonArray Cell(FusionExplanation x, IReadOnlyList<int> units, bool single)
    {
        double[] Numbers(IReadOnlyList<double> all) => all.Count == 0 ? [] : [.. units.Select(i => all[i])];
        double[] current = Numbers(x.Current), accumulated = Numbers(x.Accumulated), coefficients = Numbers(x.Coefficients);
        var cell = new JsonArray(units.Count, Mean(current), Mean(accumulated), Mean(coefficients));
        for (int fate = UnitFate.Protected; fate <= UnitFate.Overwritten; fate++) cell.Add(coefficients.Count(c => double.IsFinite(c) && UnitFate.Of(c) == fate));
        if (single) foreach (double[] numbers in new[] { current, accumulated, coefficients }) cell.Add(Packed(numbers));
        return cell;
    }

    private static JsonNode? Mean(double[] values)
    {
        double mean = Figures.RunMeans.Of(values.Where(double.IsFinite)).Mean;
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
