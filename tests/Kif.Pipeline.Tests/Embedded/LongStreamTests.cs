namespace Kif.Tests.Embedded;

/// <summary>Streams of many generated tasks.</summary>
public sealed class LongStreamTests
{
    private static readonly IReadOnlyList<LongTask> Plan = LongStream.Plan(1, 100);

    [Theory]
    [InlineData("long-20", 20)]
    [InlineData("long-360", 360)]
    [InlineData("long-1", null)]
    [InlineData("long-361", null)]
    [InlineData("long--5", null)]
    [InlineData("long-road", null)]
    [InlineData("embedded", null)]
    public void A_name_says_how_many_tasks(string name, int? count) => LongStream.CountOf(name).Should().Be(count);

    [Fact]
    public void A_longer_stream_begins_with_a_shorter_one_and_every_kind_and_question_is_there()
    {
        LongStream.Plan(1, 20).Should().BeEquivalentTo(Plan.Take(20), o => o.WithStrictOrdering());
        Plan.Select(t => t.Question).Should().OnlyHaveUniqueItems();
        Plan.GroupBy(t => t.Kind).Should().HaveCount(4).And.OnlyContain(g => g.Count() >= 10);
        Plan.Should().OnlyContain(t => t.Answers.Distinct().Count() == t.Answers.Count);
    }

    [Fact]
    public void Contradicting_tasks_have_other_answers_to_all_texts_of_an_earlier_one_and_sharing_ones_the_same()
    {
        Dictionary<string, LearningTask> tasks = LongStream.Create(1, 100, 16, 8).Tasks.ToDictionary(t => t.Name);
        foreach (LongTask task in Plan.Where(t => t.Kind is LongTaskKind.Contradicting or LongTaskKind.Sharing))
        {
            Dictionary<string, string> own = tasks[task.Name].Train.ToDictionary(TextOf, e => e.Target);
            bool Matches(LongTask other) => other.TextsOf == task.TextsOf && other.Name != task.Name && tasks[other.Name].Train
                .All(e => own[TextOf(e)] == e.Target == (task.Kind == LongTaskKind.Sharing));
            Plan.TakeWhile(t => t != task).Any(Matches).Should().BeTrue(task.Name);
        }
    }

    [Fact]
    public void No_text_to_test_is_one_to_learn_and_answers_are_balanced()
    {
        TaskStream stream = LongStream.Create(2, 40, 24, 12);
        stream.Tasks.SelectMany(t => t.Test).Select(TextOf).Should().NotIntersectWith(stream.Tasks.SelectMany(t => t.Train).Select(TextOf));
        foreach (LearningTask task in stream.Tasks)
        {
            int[] counts = [.. task.Train.GroupBy(e => e.Target).Select(g => g.Count())];
            (counts.Max() - counts.Min()).Should().BeLessThanOrEqualTo(1);
        }
    }

    [Fact]
    public void It_is_compared_by_its_name()
    {
        CompareSettings settings = CompareSettings.ForEmbedded() with { Data = "long-3", TrainLimit = 8, TestLimit = 4, Strategies = ["seq-lora"] };
        using CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), settings);
        job.Comparison.Orders.Single().Tasks.Should().Equal("t001", "t002", "t003");
        FluentActions.Invoking(() => CompareJob.Prepare(KifServices.BuiltIn(), settings with { Order = ["t004"] })).Should().Throw<CompositionException>()
            .WithMessage("*t004*t001*");
    }

    private static string TextOf(Example e) => e.Input[(e.Input.IndexOf('?') + 2)..];
}
