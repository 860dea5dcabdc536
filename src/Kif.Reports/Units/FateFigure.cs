using Kif.Reports.Charts;
using Kif.Reports.Figures;
using Kif.Reports.Subjects;

namespace Kif.Reports.Units;

/// <summary>The chart of the shares of protected, shared and overwritten skill units at each task, over a strategy's runs of an order.</summary>
internal static class FateFigure
{
    /// <summary>Creates the chart; null if the strategy explains no decision.</summary>
    public static Figure? Of(ReportSubject subject, string strategy, string order)
    {
        var rows = subject.Of(strategy, order).SelectMany(r => r.Explanations).GroupBy(x => x.Task).Select(g => (Name: g.Key, Shares: UnitFate.Shares(g.SelectMany(x => x.Coefficients))))
            .Where(r => r.Shares is not null).Select(r => (r.Name, Shares: r.Shares!)).OrderBy(r => subject.Orders[order].ToList().IndexOf(r.Name)).ToArray();
        if (rows.Length == 0) return null;
        var table = new DataTable($"{strategy}: share of skill units by what became of them, percent, {order}", ["when learning", "protected", "shared", "overwritten"],
            [.. rows.Select(r => (IReadOnlyList<string>)[r.Name, .. r.Shares.Select(s => ShownNumber.Score(100 * s))])]);
        return new($"{strategy}: what became of the skill units when each task was learnt", $"Most units were kept when {rows.MaxBy(r => r.Shares[UnitFate.Protected]).Name} was learnt: "
            + $"{ShownNumber.Score(100 * rows.Max(r => r.Shares[UnitFate.Protected]))} percent.", width => ShareChart.Draw(rows, width), table);
    }
}
