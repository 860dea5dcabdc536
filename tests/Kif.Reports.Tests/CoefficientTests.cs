using Kif.Reports;

namespace Kif.Tests.Reports;

/// <summary>What fusion did is shown as a distribution over all units, by module and task, and told as it is.</summary>
public sealed class CoefficientTests
{
    private static readonly string[] Units = ["block.0.q|||0", "block.0.q|||1", "block.1.v|||0", "block.1.v|||1"];

    [Fact]
    public void Equal_coefficients_are_called_equal()
    {
        Figure figure = CoefficientFigures.Distribution(Data(new("time", Units, [1, 1, 1, 1], [1, 1, 1, 1], [0.5, 0.5, 0.5, 0.5])), "mine")!;
        figure.Says.Should().Be("Every unit took the same at every task: 0.5 of the new model.");
        CoefficientFigures.Modules(Data(new("time", Units, [1, 1, 1, 1], [1, 1, 1, 1], [0.5, 0.5, 0.5, 0.5])), "mine")!.Says.Should().StartWith("All modules took about the same");
    }

    [Fact]
    public void What_was_protected_and_overwritten_is_counted_over_units_and_named_by_module()
    {
        ReportData data = Data(new("time", Units, [1, 1, 1, 1], [1, 1, 1, 1], [0.1, 0.2, 0.5, 0.9]));
        CoefficientFigures.Distribution(data, "mine")!.Says.Should().Contain("At most 50.0 % were protected (below ⅓) and 25.0 % overwritten (above ⅔)");
        CoefficientFigures.Modules(data, "mine")!.Says.Should().Contain("0.q kept most of the earlier model (weight of the new one 0.15)");
    }

    [Fact]
    public void Where_means_over_tensors_were_saved_the_counts_of_all_units_are_shown()
    {
        int[] counts = [10, 0, 0, 0, 80, 0, 0, 0, 0, 10];
        ReportData data = Data(new("time", ["a", "b"], [1, 1], [1, 1], [0.5, 0.5]) { SummaryOf = 100, CoefficientCounts = counts });
        DataTable table = CoefficientFigures.Distribution(data, "mine")!.Table!;
        table.Rows.Single().Should().StartWith(["time", "100"]).And.EndWith(["10.0", "10.0"]);
    }

    [Fact]
    public void Nothing_fused_is_nothing_drawn()
    {
        CoefficientFigures.Distribution(Data(new("time", Units, [1, 1, 1, 1], [], [])), "mine").Should().BeNull();
        CoefficientFigures.Modules(Data(new("time", ["w|||0", "w|||1"], [1, 1], [1, 1], [0.2, 0.7])), "mine").Should().BeNull("there is one module");
    }

    private static ReportData Data(FusionExplanation explanation)
    {
        var matrix = new PerformanceMatrix(["place", "time"]);
        for (int i = 0; i < 4; i++) matrix[i / 2, i % 2] = 50;
        var run = new StrategyRun(new("mine", RunKey.FirstOrder, 1), matrix, [], new RunCost(), 1, 1, 0, [explanation]);
        return ReportJoiner.Of([new SavedComparison("x", new ComparisonResult([run]))])[0];
    }
}
