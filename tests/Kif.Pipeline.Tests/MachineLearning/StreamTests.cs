using Kif.ML;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.Tests.MachineLearning;

/// <summary>Task streams as data views and back.</summary>
public sealed class StreamTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void A_stream_comes_back_as_it_was()
    {
        TaskStream stream = new(
        [
            new("dialogue", [new("q", "a", "7") { References = ["a", "b"], Choices = ["a", "b", "c"], Dialogue = new("d1", 3, "area") }, new("", "x", "8")],
                [new("r", "c", "9")]),
            .. EmbeddedStream.Create(1, 6, 4).Tasks,
        ]);
        ContinualLearningCatalog learning = ml.ContinualLearning();
        TaskStream back = learning.ToStream(learning.TrainData(stream), learning.TestData(stream));
        back.Tasks.Select(t => t.Name).Should().Equal(stream.Tasks.Select(t => t.Name));
        foreach ((LearningTask was, LearningTask now) in stream.Tasks.Zip(back.Tasks))
        {
            now.Train.Should().Equal(was.Train);
            now.Test.Should().Equal(was.Test);
        }
        learning.ToStream(learning.TrainData(stream)).Tasks.Should().OnlyContain(t => t.Test.Count == 0);
        learning.Invoking(l => l.ToStream(ml.Data.TakeRows(l.TrainData(stream), 1), l.TestData(stream))).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_text_file_is_learned_from()
    {
        string file = Path.Combine(tiny.Root, "rows.tsv");
        File.WriteAllLines(file, ["Task\tInput\tTarget", .. TinyModel.Task(0).Concat(TinyModel.Task(1)).Select(r => $"{r.Task}\t{r.Input}\t{r.Target}")]);
        IDataView rows = ml.Data.LoadFromTextFile(file, [new("Task", DataKind.String, 0), new("Input", DataKind.String, 1), new("Target", DataKind.String, 2)],
            hasHeader: true);
        ContinualEstimator estimator = ml.ContinualLearning().Learn("kif-lora", tiny.Folder, TinyModel.Options);
        using ContinualTransformer fromFile = estimator.Fit(rows), fromMemory = estimator.Fit(TinyModel.Data(ml, 0, 1)),
            fromCache = estimator.Fit(ml.Data.Cache(rows));
        FitTests.Files(fromFile).Should().BeEquivalentTo(FitTests.Files(fromMemory)).And.BeEquivalentTo(FitTests.Files(fromCache));
    }

    [Fact]
    public void The_training_part_of_a_split_is_learned_and_the_test_part_scored()
    {
        ContinualLearningCatalog learning = ml.ContinualLearning();
        DataOperationsCatalog.TrainTestData parts = ml.Data.TrainTestSplit(TinyModel.Data(ml, 0, 1), 0.4, seed: 3);
        using ContinualTransformer model = learning.Learn("kif-lora", tiny.Folder, TinyModel.Options).Fit(parts.TrainSet);
        model.Tasks.Should().Equal("task0", "task1");
        TextEvaluation scores = learning.Evaluate(model.Transform(parts.TestSet));
        scores.Tasks.Sum(scores.Count).Should().Be(16 - parts.TrainSet.GetColumn<string>("Input").Count());
    }
}
