using Kif.ML;
using Microsoft.ML;

namespace Kif.Pipeline.Tests.MachineLearning;

/// <summary>Text columns are scored task by task, and a history of fits fills a performance matrix.</summary>
public sealed class EvaluateTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Answers_are_scored_task_by_task()
    {
        IDataView scored = ml.Data.LoadFromEnumerable(new Scored[]
        {
            new() { Task = "b", Target = "the red house", Answer = "The red house." }, new() { Task = "a", Target = "blue", Answer = "red" }, new()
                { Task = "b", Target = "one two", Answer = "one three" },
        });
        TextEvaluation found = ml.ContinualLearning().Evaluate(scored);
        found.Tasks.Select(t => (t, found.Count(t))).Should().Equal(("b", 2), ("a", 1));
        (found.Score("b"), found.Score("a"), found.Mean()).Should().Be((50, 0, 25));
        found.Score("b", "rouge-l").Should().BeApproximately(75, 1e-9);
        found.Metrics("a").Should().Equal("exact-match", "rouge-l");
        found.Invoking(f => f.Score("c")).Should().Throw<ArgumentException>().WithMessage("no task is named 'c'*");
        found.Invoking(f => f.Count("c")).Should().Throw<ArgumentException>().WithMessage("no task is named 'c'*");
        found.Invoking(f => f.Mean("rouge")).Should().Throw<ArgumentException>().WithMessage("*rouge-l*");
        ml.ContinualLearning().Evaluate(scored, ["exact-match-plain"]).Score("b", "exact-match-plain").Should().Be(0);
        ml.ContinualLearning().Invoking(l => l.Evaluate(scored, ["exact"])).Should().Throw<CompositionException>();
        ml.ContinualLearning().Invoking(l => l.Evaluate(scored, outputColumn: "Answr")).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*did you mean 'Answer'?*");
    }

    [Fact]
    public void Dialogues_are_scored_turn_by_turn()
    {
        Turn[] rows =
        [
            new() { Target = "north", Answer = "north", Dialogue = "d1", Number = 0, Slot = "area" }, new()
                { Target = "cheap", Answer = "dear", Dialogue = "d1", Number = 0, Slot = "price" },
            new() { Target = "south", Answer = "south", Dialogue = "d1", Number = 1, Slot = "area" },
        ];
        TextEvaluation found = ml.ContinualLearning().Evaluate(ml.Data.LoadFromEnumerable(rows));
        found.Score("all", "joint-goal-accuracy").Should().Be(50);
        found.Score("all").Should().BeApproximately(200.0 / 3, 1e-9);
        foreach (Turn row in rows) row.Dialogue = "";
        ml.ContinualLearning().Evaluate(ml.Data.LoadFromEnumerable(rows)).Metrics("all").Should().Equal("exact-match", "rouge-l");
        ml.ContinualLearning().Invoking(l => l.Evaluate(ml.Data.LoadFromEnumerable(new Scored[] { new() }), ["joint-goal-accuracy"])).Should()
            .Throw<CompositionException>();
    }

    [Fact]
    public void A_history_of_fits_fills_a_matrix()
    {
        ContinualLearningCatalog learning = ml.ContinualLearning();
        ContinualEstimator estimator = learning.Learn("seq-lora", tiny.Folder, TinyModel.Options);
        IDataView test = TinyModel.Data(ml, 0, 1, 2);
        using ContinualTransformer first = estimator.Fit(TinyModel.Data(ml, 0)), second = estimator.Fit(TinyModel.Data(ml, 1), first),
            third = estimator.Fit(TinyModel.Data(ml, 2), second);
        PerformanceMatrix matrix = learning.EvaluateHistory([first, second, third], test);
        ContinualTransformer[] fits = [first, second, third];
        for (int after = 0; after < 3; after++)
            for (int task = 0; task < 3; task++)
                matrix[after, task].Should().Be(learning.Evaluate(fits[after].Transform(test)).Score($"task{task}"));
        matrix[2, 2].Should().BeGreaterThan(0);
        ContinualMetrics.AveragePerformance(matrix).Should().Be((matrix[2, 0] + matrix[2, 1] + matrix[2, 2]) / 3);
        ContinualMetrics.BackwardTransfer(matrix).Should().Be((matrix[2, 0] - matrix[0, 0] + matrix[2, 1] - matrix[1, 1]) / 2);
        double.IsNaN(learning.EvaluateHistory([second, third], test)[0, 0]).Should().BeTrue();
        learning.EvaluateHistory([ml.Transforms.CopyColumns("Copy", "Input").Fit(test).Append(third)], test)[2, 1].Should().Be(matrix[2, 1]);
        learning.Invoking(l => l.EvaluateHistory([second, first], test)).Should().Throw<ArgumentException>().WithMessage("model * of the history*");
        learning.Invoking(l => l.EvaluateHistory([third], TinyModel.Data(ml, 0, 1))).Should().Throw<ArgumentException>().WithMessage("*'task2'*");
        learning.Invoking(l => l.EvaluateHistory([], test)).Should().Throw<ArgumentException>();
        learning.Invoking(l => l.EvaluateHistory([ml.Transforms.CopyColumns("Copy", "Input").Fit(test)], test)).Should().Throw<ArgumentException>()
            .WithMessage("*no ContinualTransformer*");
    }

    private sealed class Scored
    {
        public string Input { get; set; } = "";

        public string Task { get; set; } = "";

        public string Target { get; set; } = "";

        public string Answer { get; set; } = "";
    }

    private sealed class Turn
    {
        public string Input { get; set; } = "";

        public string Target { get; set; } = "";

        public string Answer { get; set; } = "";

        public string Dialogue { get; set; } = "";

        [Microsoft.ML.Data.ColumnName("Turn")]
        public int Number { get; set; }

        public string Slot { get; set; } = "";
    }
}
