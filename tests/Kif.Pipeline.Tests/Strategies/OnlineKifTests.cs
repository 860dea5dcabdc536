using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>KIF inside training (algorithms.md 9.6).</summary>
public sealed class OnlineKifTests
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    [Fact]
    public void With_known_ends_the_first_task_is_trained_plainly()
    {
        double[] plain = TinyRun.Learn(tasks: 1, dropout: 0.1);
        TinyRun.Learn(Online("everysteps=1", "orthogonality=0"), tasks: 1, dropout: 0.1).Should().Equal(plain);
        TinyRun.Learn(Online("everysteps=1", "orthogonality=0", "boundaries=false"), tasks: 1, dropout: 0.1).Should().NotEqual(plain);
    }

    [Fact]
    public void With_one_merge_a_task_it_is_KIF_LoRA()
    {
        // A task has three steps, so that it ends before a merge within it.
        double[] online = TinyRun.Learn(Online("everysteps=100"), tasks: 3);
        double[] sequential = TinyRun.Learn(Composer.Choose("kif-lora").Compose(), tasks: 3);
        online.Zip(sequential, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-6);
        TinyRun.Learn(Online("everysteps=1"), tasks: 3).Zip(sequential, (a, b) => Math.Abs(a - b)).Max().Should().BeGreaterThan(1e-4);
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("true", 2)]
    [InlineData("false", 1)]
    public void A_fuser_that_takes_the_old_weights_learns_nothing_after_the_first_task(string boundaries, int every)
    {
        string[] settings = ["fuse=take-previous", $"boundaries={boundaries}", $"everysteps={every}"];
        TinyRun.Learn(Online(settings), tasks: 3).Should().Equal(TinyRun.Learn(Online(settings), tasks: 1));
    }

    [Fact]
    public void A_fuser_that_takes_the_new_weights_changes_nothing() =>
        TinyRun.Learn(Online("fuse=take-current", "everysteps=1", "orthogonality=0"), tasks: 3).Should().Equal(TinyRun.Learn(tasks: 3));

    [Fact]
    public void Without_known_ends_it_keeps_as_much_after_many_tasks_as_after_one()
    {
        using ContinualLearner learner = TinyRun.Learner(Online("everysteps=1", "boundaries=false"));
        var bytes = new List<long>();
        for (int task = 0; task < 3; task++)
        {
            learner.Learn($"task{task}", TinyRun.Task(task), TestContext.Current.CancellationToken);
            bytes.Add(learner.StateBytes);
        }
        bytes.Should().AllSatisfy(b => Math.Abs(b - bytes[0]).Should().BeLessThanOrEqualTo(4, "but for the digits of its counters"));
    }

    [Theory]
    [InlineData("ties")]
    [InlineData("element-masks")]
    [InlineData("fisher-weighted")]
    public void Fusers_that_need_more_than_scores_of_units_are_refused(string fuser) =>
        FluentActions.Invoking(() => Online($"fuse={fuser}")).Should().Throw<CompositionException>().WithMessage($"*'{fuser}'*allowed: adaptive*");

    private static StrategyComposition Online(params string[] settings) =>
        Composer.Choose("kif-online", settings.Select(s => s.Split('=')).Select(p => KeyValuePair.Create(p[0], p[1]))).Compose();
}
