using System.Text.Json;

namespace Kif.Tests.Metrics;

public class KnownMatrixTests
{
    private static readonly JsonElement[] Known =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixtures.Root, "metrics", "matrix-metrics.json"))).RootElement.GetProperty("matrices")
        .EnumerateArray()];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, 12)];

    [Fact]
    public void There_are_twelve() => Known.Should().HaveCount(12);

    [Theory]
    [MemberData(nameof(Indices))]
    public void Each_metric_agrees(int index)
    {
        (double[][] rows, double[] untrained, double[] single, JsonElement expected) = Read(index);
        PerformanceMatrix a = Matrices.Of(rows, untrained);
        Check(ContinualMetrics.AveragePerformance(a), "AP");
        Check(ContinualMetrics.RunningAverage(a), "mean_of_running_averages");
        Check(ContinualMetrics.LearningAccuracy(a), "mean_diagonal");
        Check(ContinualMetrics.BackwardTransfer(a), "BWT");
        Check(ContinualMetrics.BackwardTransferOverAll(a), "BWT_SAPT_divide_by_K");
        Check(ContinualMetrics.Forgetting(a), "F_Ra");
        Check(ContinualMetrics.ForwardTransfer(a), "FWT_zero_shot");
        Check(ContinualMetrics.ForwardTransferOverUntrained(a), "FWT_minus_untrained");
        Check(ContinualMetrics.ForwardTransferOverSingleTask(a, single), "FWT_minus_single_task");
        Check(ContinualMetrics.Forgetting(Matrices.Of(rows.Map((l, i, v) => i > l ? 0 : v))), "F_Ra_SAPT_zero_filled_upper_triangle");
        void Check(double value, string field) => value.Should().BeApproximately(expected.GetProperty(field).GetDouble(), 1e-9, field);
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Each_metric_agrees_after_every_task(int index)
    {
        (double[][] rows, _, _, JsonElement expected) = Read(index);
        for (int l = 0; l < rows.Length; l++)
        {
            PerformanceMatrix a = Matrices.Of([.. rows[..(l + 1)].Select(r => r[..(l + 1)])]);
            Check(ContinualMetrics.AveragePerformance(a), "running_averages");
            Check(ContinualMetrics.BackwardTransfer(a), "BWT_after_each_task");
            Check(ContinualMetrics.Forgetting(a), "forgetting_after_each_task");
            void Check(double value, string field)
            {
                JsonElement at = expected.GetProperty(field)[l];
                if (at.ValueKind == JsonValueKind.Null) value.Should().Be(double.NaN, field);
                else value.Should().BeApproximately(at.GetDouble(), 1e-9, field);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Means_are_those_of_the_terms(int index)
    {
        (double[][] rows, _, _, JsonElement expected) = Read(index);
        Doubles(expected.GetProperty("per_task_backward_transfer"))[..^1].Average().Should()
            .BeApproximately(ContinualMetrics.BackwardTransfer(Matrices.Of(rows)), 1e-9);
        Doubles(expected.GetProperty("forgetting_terms")).Average().Should().BeApproximately(ContinualMetrics.Forgetting(Matrices.Of(rows)), 1e-9);
    }

    /// <summary>
    /// What other code computes is a metric of a matrix that was changed as that code does, so that the difference is shown to be that change alone.
    /// </summary>
    [Theory]
    [MemberData(nameof(Indices))]
    public void Variants_of_other_code_differ_by_what_they_put_into_the_matrix(int index)
    {
        (double[][] rows, _, _, JsonElement expected) = Read(index);
        double Best(int task, IEnumerable<int> after) => after.Max(l => rows[l][task]);
        double ForgettingWith(Func<int, double> diagonal) => ContinualMetrics.Forgetting(Matrices.Of(rows.Map((l, i, v) => l == i ? diagonal(i) : v)));
        Check(ContinualMetrics.AveragePerformance(Matrices.Of(rows.Map((_, _, v) => 100 * Math.Round(v / 100, 4)))), "AP_fractions_rounded_to_4_decimals");
        Check(ForgettingWith(i => Best(i, [i, rows.Length - 1])), "F_Ra_including_last_row");
        Check(ForgettingWith(i => Best(i, Enumerable.Range(0, i + 1))), "F_Ra_wrong_unrestricted_rows_1_to_K_minus_1");
        Check(ContinualMetrics.LearningAccuracy(Matrices.Of(rows)) - 50.94, "FWT_SAPT_code_constant");
        void Check(double value, string field) => value.Should().BeApproximately(expected.GetProperty(field).GetDouble(), 1e-9, field);
    }

    // algorithms.md 14.9.
    [Fact]
    public void The_worked_example_holds()
    {
        PerformanceMatrix a = Matrices.Of([[80, 30, 20, 10], [70, 75, 25, 15], [65, 78, 60, 20], [68, 70, 55, 90]], [12, 14, 10, 8]);
        ContinualMetrics.AveragePerformance(a).Should().Be(70.75);
        ContinualMetrics.RunningAverage(a).Should().BeApproximately(72.7291666667, 1e-9);
        ContinualMetrics.BackwardTransfer(a).Should().BeApproximately(-7.33333333333, 1e-9);
        ContinualMetrics.BackwardTransferOverAll(a).Should().Be(-5.5);
        ContinualMetrics.Forgetting(a).Should().BeApproximately(8.33333333333, 1e-9);
        ContinualMetrics.ForwardTransfer(a).Should().Be(25);
        ContinualMetrics.ForwardTransferOverUntrained(a).Should().BeApproximately(14.3333333333, 1e-9);
        ContinualMetrics.ForwardTransferOverSingleTask(a, [79, 77, 62, 86]).Should().Be(0.25);
        ContinualMetrics.LearningAccuracy(a).Should().Be(76.25);
    }

    private static (double[][] Rows, double[] Untrained, double[] Single, JsonElement Expected) Read(int index)
    {
        JsonElement known = Known[index];
        return ([.. known.GetProperty("a").EnumerateArray().Select(Doubles)], Doubles(known.GetProperty("b")), Doubles(known.GetProperty("m")),
            known.GetProperty("expected"));
    }

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetDouble())];
}
