using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

public sealed class RecurrentKifTests
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    /// <summary>algorithms.md 15.16.</summary>
    [Fact]
    public void Without_memory_it_is_sequential_training_bit_for_bit() =>
        TinyRun.Learn(Recurrent("buffer.share=0", "innersteps=1"), tasks: 3, dropout: 0.1).Should().Equal(TinyRun.Learn(tasks: 3, dropout: 0.1));

    [Fact]
    public void The_first_task_is_trained_plainly() =>
        TinyRun.Learn(Recurrent("buffer.share=0.3", "innersteps=1"), tasks: 1).Should().Equal(TinyRun.Learn(tasks: 1));

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    public void Every_Q_steps_it_takes_M_steps_on_memory_and_what_follows_the_last_merge_stays(int inner, int merges)
    {
        var steps = new List<StepFinished>();
        TinyRun.Learn(Recurrent($"innersteps={inner}", "outersteps=2", "buffer.share=0.3"), hear: e =>
        {
            if (e is StepFinished { Position.TaskIndex: 1 } s) steps.Add(s);
        });
        steps.Count(s => s.Position.Phase is not null).Should().Be(2 * merges);
        steps.Where(s => s.Position.Phase is null).Should().HaveCount(3);
    }

    [Theory]
    [InlineData("Recommended", "beta1=0.85", "beta2=0.85", "merge=Code", "outeroptimizer=Named", "outerreplacement=true")]
    [InlineData("Paper", "beta1=0.55", "beta2=0.55", "merge=Pruned", "outeroptimizer=Named", "outerreplacement=true")]
    [InlineData("OfficialCode", "beta1=0.85", "beta2=0.85", "merge=Code", "outeroptimizer=Shared", "outerreplacement=false")]
    public void A_profile_is_what_its_options_say_one_by_one(string profile, params string[] settings)
    {
        string[] run = ["innersteps=1", "buffer.share=0.3"];
        double[] whole = TinyRun.Learn(Recurrent([.. run, $"profile={profile}"]), tasks: 3);
        TinyRun.Learn(Recurrent([.. run, .. settings]), tasks: 3).Should().Equal(whole);
        // What is set by itself wins over any profile.
        TinyRun.Learn(Recurrent([.. run, .. settings, $"profile={(profile == "Paper" ? "OfficialCode" : "Paper")}"]), tasks: 3).Should().Equal(whole);
    }

    [Fact]
    public void Between_tasks_it_keeps_nothing_but_the_memory()
    {
        using ContinualLearner plain = TinyRun.Learner(new StrategyComposition([], Buffer())),
            recurrent = TinyRun.Learner(Recurrent("innersteps=1", "buffer=uniform", "buffer.share=0.3"));
        for (int task = 0; task < 3; task++)
        {
            plain.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
            recurrent.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
            recurrent.StateBytes.Should().Be(plain.StateBytes);
        }
    }

    private static UniformBuffer Buffer() => new(new() { Share = 0.3 });

    private static StrategyComposition Recurrent(params string[] settings) =>
        Composer.Choose("recurrent-kif", settings.Select(s => s.Split('=')).Select(p => KeyValuePair.Create(p[0], p[1]))).Compose();
}
