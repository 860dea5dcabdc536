using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Strategies with a memory in real runs: what is inactive changes nothing, what is kept is reported, memories are the right ones.</summary>
public sealed class RehearsalTests
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    [Theory]
    [InlineData("replay", "buffer.share=0")]
    [InlineData("replay", "buffer.share=0", "mode=Balanced")]
    [InlineData("replay", "buffer.share=0", "mode=Separate")]
    [InlineData("replay", "buffer=reservoir", "buffer.maxexamples=0")]
    [InlineData("replay", "buffer=class-balanced", "buffer.maxbytes=50")]
    [InlineData("replay", "buffer=most-uncertain", "buffer.maxexamples=0")]
    [InlineData("a-gem", "buffer.share=0")]
    [InlineData("gem", "buffer.share=0")]
    [InlineData("der++", "buffer.share=0")]
    [InlineData("der++", "alpha=0", "beta=0", "buffer.share=0.3")]
    public void What_is_inactive_is_sequential_training_bit_for_bit(string strategy, params string[] settings) =>
        TinyRun.Learn(Composed(strategy, settings), tasks: 3, dropout: 0.1).Should().Equal(TinyRun.Learn(tasks: 3, dropout: 0.1));

    [Theory]
    [InlineData("replay")]
    [InlineData("replay", "mode=Balanced")]
    [InlineData("replay", "mode=Separate")]
    [InlineData("replay", "buffer=most-uncertain")]
    [InlineData("a-gem")]
    [InlineData("gem")]
    [InlineData("der++")]
    public void The_first_task_is_that_of_sequential_training_and_the_second_is_not(string strategy, params string[] settings)
    {
        settings = [.. settings, "buffer.pertask=1"];
        TinyRun.Learn(Composed(strategy, settings), tasks: 1, dropout: 0.1).Should().Equal(TinyRun.Learn(tasks: 1, dropout: 0.1));
        TinyRun.Learn(Composed(strategy, settings), tasks: 3, dropout: 0.1).Should().NotEqual(TinyRun.Learn(tasks: 3, dropout: 0.1));
    }

    [Fact]
    public void Separate_replay_goes_over_the_memory_of_past_tasks_after_each_task()
    {
        var steps = new List<(int Task, double Rate)>();
        var seen = new List<string>();
        StrategyComposition replay = Composed("replay", "mode=Separate", "buffer.pertask=5", "epochs=3", "learningrate=0.002");
        var watch = new ScriptedPart
        {
            OnLoss = (in LossInput pass) =>
            {
                if (pass.Position.Phase is not null) seen.AddRange(pass.Examples.Select(e => e.Id));
                else pass.Examples.Select(e => e.Id[0]).Distinct().Should().ContainSingle("the task itself is trained alone");
                return null;
            },
        };
        TinyRun.Learn(new([.. replay.Parts, new("watch", watch)], replay.Buffer), tasks: 3, hear: e =>
        {
            if (e is StepFinished { Position.Phase: "rehearsal" } s) steps.Add((s.Position.TaskIndex, s.LearningRate));
        });
        // 5 memories after the second task and 10 after the third, in batches of 8.
        steps.Select(s => s.Task).Should().Equal([.. Enumerable.Repeat(1, 3), .. Enumerable.Repeat(2, 6)]);
        steps.Should().OnlyContain(s => s.Rate == 0.002);
        seen.GroupBy(id => id).Should().HaveCount(10).And.OnlyContain(g => g.Count() == (g.Key[0] == '0' ? 6 : 3));
    }

    [Theory]
    [InlineData("replay", 50)]
    [InlineData("a-gem", 50)]
    [InlineData("gem", 50)]
    [InlineData("der++", 400)]
    public void The_bytes_kept_grow_with_every_task(string strategy, ulong unlike)
    {
        long[] bytes = Bytes(strategy, "buffer.pertask=4");
        bytes[0].Should().BePositive();
        (bytes[2] - bytes[1]).Should().BeCloseTo(bytes[1] - bytes[0], unlike, "every task adds four memories, of one to three tokens");
        (bytes[1] - bytes[0]).Should().BeCloseTo(bytes[0], unlike);
    }

    [Theory]
    [InlineData("halfprecision=true", 2)]
    [InlineData("halfprecision=false", 8)]
    public void Stored_logits_take_tokens_times_vocabulary(string precision, int size)
    {
        StrategyComposition composition = Composed("der++", "buffer.pertask=4", precision);
        using ContinualLearner learner = TinyRun.Learner(composition);
        for (int task = 0; task < 3; task++)
        {
            learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
            int[] tokens = [.. composition.Buffer!.Contents.Select(m => TinyRun.Encoder.Encode(m.Example).Target.Length)];
            int text = StateJson.Write(composition.Buffer.Contents.Select(m => m.Id)).Length + StateJson.Write(tokens).Length;
            learner.StateBytes.Should().Be(StateSize.Of(composition.Buffer) + tokens.Sum() * 40 * size + text);
        }
    }

    [Theory]
    [InlineData("buffer=uniform", "buffer.share=0.5")]
    [InlineData("buffer=class-balanced", "buffer.share=0.5")]
    [InlineData("buffer=reservoir")]
    [InlineData("buffer=most-uncertain", "buffer.share=0.5")]
    public void A_limit_in_bytes_holds_for_what_the_run_reports(params string[] buffer) =>
        Bytes("replay", [.. buffer, "buffer.maxbytes=700"]).Should().OnlyContain(b => b <= 700 && b > 500);

    [Theory]
    [InlineData("uniform", 1, 2, 3)]
    [InlineData("class-balanced", 1, 2, 3)]
    [InlineData("most-uncertain", 1, 2, 3)]
    [InlineData("surprise", 1, 2, 3)]
    [InlineData("reservoir", 24, 48, 72)]
    public void Memories_are_training_examples_of_their_task_whatever_is_evaluated_in_between(string buffer, params int[] sizes)
    {
        string[] Memories(bool evaluate)
        {
            StrategyComposition composition = Composed("replay", $"buffer={buffer}");
            using ContinualLearner learner = TinyRun.Learner(composition, dropout: 0.1);
            for (int task = 0; task < 3; task++)
            {
                learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
                if (evaluate) learner.Answer(TinyRun.Task(2 - task), learner.Weights, 4).Should().HaveCount(24);
                composition.Buffer!.Contents.Should().HaveCount(sizes[task]);
            }
            composition.Buffer!.Contents.Should().OnlyContain(m => TinyRun.Task(int.Parse(m.Task.Substring(4))).Contains(m.Example));
            return [.. composition.Buffer.Contents.Select(m => m.Example.Id)];
        }
        Memories(true).Should().Equal(Memories(false));
    }

    [Fact]
    public void What_memories_cost_beside_training_is_counted()
    {
        (long Forward, long Backward) Cost(string strategy, params string[] settings)
        {
            using ContinualLearner learner = TinyRun.Learner(Composed(strategy, settings));
            for (int task = 0; task < 2; task++) learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
            return (learner.Cost.ExtraForward, learner.Cost.ExtraBackward);
        }
        Cost("replay").Should().Be((0, 0));
        Cost("replay", "buffer=most-uncertain").Should().Be((48, 0), "every training example is probed once");
        Cost("replay", "buffer=surprise").Should().Be((48, 0), "and so is it before its task");
        Cost("a-gem").Should().Be((24, 24), "three steps of eight in the second task");
        Cost("gem", "buffer.pertask=5").Should().Be((15, 15), "three steps over five memories");
        Cost("der++", "buffer.pertask=5").Should().Be((24 + 10, 24), "three passes of eight, and ten memories whose logits were stored");
    }

    private static long[] Bytes(string strategy, params string[] settings)
    {
        using ContinualLearner learner = TinyRun.Learner(Composed(strategy, settings));
        return [.. Enumerable.Range(0, 3).Select(task =>
        {
            learner.Learn($"task{task}", TinyRun.Task(task));
            return learner.StateBytes;
        })];
    }

    private static StrategyComposition Composed(string strategy, params string[] settings) =>
        Composer.Choose(strategy, settings.Select(s => s.Split('=', 2)).Select(p => new KeyValuePair<string, string>(p[0], p[1]))).Compose();
}
