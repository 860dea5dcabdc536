using Kif.Tests;

namespace Kif.Baselines.Tests.Anchoring;

/// <summary>algorithms.md 4 (path integral), 10.7, 14.10.</summary>
public sealed class SiTests
{
    private static readonly double[][] Gradients = [[1, -0.5], [0.5, 0.5]], Moves = [[-0.1, 0.05], [-0.05, -0.1]];

    [Fact]
    public void The_importance_is_that_of_the_worked_example()
    {
        ContinualStrategy si = Si("lambda=2");
        Learn(si, Gradients, Moves);
        Importance(si, 2).ShouldBeClose(5.31914893617021, 21.4285714285714);
    }

    [Fact]
    public void Importances_of_tasks_add_up_and_each_begins_a_path_of_its_own()
    {
        ContinualStrategy si = Si();
        Learn(si, Gradients, Moves);
        Learn(si, Gradients, Moves);
        Importance(si).ShouldBeClose(2 * 5.31914893617021, 2 * 21.4285714285714);
    }

    [Fact]
    public void An_element_on_whose_way_the_loss_grew_is_unimportant_or_counts_against_the_others()
    {
        double[][] gradients = [[1, 1]], moves = [[-0.1, 0.1]];
        Of(gradients, moves).ShouldBeClose(0.1 / 0.011, 0);
        Of(gradients, moves, "estimate.keepnegative=true").ShouldBeClose(0.1 / 0.011, -0.1 / 0.011);
        Of(gradients, moves, "estimate.keepnegative=true", "cap=1").ShouldBeClose(1, -0.1 / 0.011);
        Of(gradients, moves, "estimate.damping=0.1").ShouldBeClose(0.1 / 0.11, 0);
    }

    [Fact]
    public void The_gradients_along_the_way_are_those_of_the_task_alone_or_the_total_without_clipping()
    {
        Of(Gradients, Moves, 7, 0.5).ShouldBeClose(5.31914893617021, 21.4285714285714);
        Of(Gradients, Moves, 3, 0.5, "estimate.penaltyinpath=true").ShouldBeClose(3 * 5.31914893617021 / 0.5, 3 * 21.4285714285714 / 0.5);
    }

    [Fact]
    public void The_way_ends_where_training_ended_and_the_anchor_is_what_was_kept()
    {
        ContinualStrategy si = Si();
        Learn(si, Gradients, Moves, kept: [10, 20]);
        si.Penalty(10, 20)!.Value.Value.Should().Be(0);
        Importance(si).ShouldBeClose(5.31914893617021, 21.4285714285714);
    }

    [Fact]
    public void A_term_per_task_takes_no_negative_importance()
    {
        string[] settings = ["estimate=path-integral", "estimate.keepnegative=true"];
        FluentActions.Invoking(() => Learn(HookCalls.Strategy("ewc", settings), [[1, 1]], [[-0.1, 0.1]])).Should().Throw<CompositionException>()
            .WithMessage("'ewc' keeps a term per task*not negative*online=true");
        FluentActions.Invoking(() => Learn(HookCalls.Strategy("ewc", [.. settings, "online=true"]), [[1, 1]], [[-0.1, 0.1]])).Should().NotThrow();
    }

    [Theory]
    [InlineData(MethodProfile.Recommended, 0.5, 0.1 / 0.011, 0, 1)]
    [InlineData(MethodProfile.Paper, 1, 0.1 / 0.011, -0.1 / 0.011, 1)]
    [InlineData(MethodProfile.OfficialCode, 0.5, 1e-3, -2 * 0.1 / (0.01 + 1e-7), 2)]
    public void A_profile_decides_factor_damping_sign_limit_and_gradients(MethodProfile profile, double factor, double first, double second, double totals)
    {
        ContinualStrategy si = Si($"profile={profile}");
        Learn(si, [[1, 1]], [[-0.1, 0.1]], totals: totals);
        (_, double[] gradient) = si.Penalty(-0.1 + 0.5, 0.1 + 0.5)!.Value;
        gradient.ShouldBeClose(factor * first, factor * second);
    }

    [Fact]
    public void Nothing_is_asked_for_or_kept_without_strength()
    {
        ContinualStrategy si = Si("lambda=0");
        Learn(si, Gradients, Moves);
        si.Penalty(1, 1).Should().BeNull();
        StateSize.Of(si).Should().Be(0);
        using Tensor weights = torch.zeros(1);
        si.BeforeTask(Hook.TaskStart(HookCalls.Space(1), weights)).Should().Be(TaskPlan.Default);
    }

    private static ContinualStrategy Si(params string[] options) => HookCalls.Strategy("si", options);

    private static double[] Of(double[][] gradients, double[][] moves, params string[] options) => Of(gradients, moves, 1, 1, options);

    private static double[] Of(double[][] gradients, double[][] moves, double totals, double clipping, params string[] options)
    {
        ContinualStrategy si = Si(options);
        Learn(si, gradients, moves, totals, clipping);
        return Importance(si);
    }

    /// <summary>From the gradient of the penalty where every element is 1 away from its anchor: λΩ, as λ is halved, and divided by λ.</summary>
    private static double[] Importance(ContinualStrategy si, double lambda = 1)
    {
        var state = new Slots();
        si.Visit(state);
        return [.. si.Penalty([.. state["anchor"].Select(a => a + 1)])!.Value.Gradient.Select(g => g / lambda)];
    }

    /// <summary>A task from 0 by the given moves; total gradients are the task's times <paramref name="totals"/>.</summary>
    private static void Learn(ContinualStrategy si, double[][] gradients, double[][] moves, double totals = 1, double clipping = 1, double[]? kept = null)
    {
        using var scope = torch.NewDisposeScope();
        Tensor start = torch.zeros(2, dtype: ScalarType.Float64), weights = start;
        si.BeforeTask(Hook.TaskStart(HookCalls.Space(2), start));
        for (int s = 0; s < moves.Length; s++)
        {
            Tensor gradient = torch.tensor(gradients[s]), next = weights + torch.tensor(moves[s]);
            si.AfterStep(Hook.StepEnd(s, next, gradient * totals) with { ClippingFactor = clipping, PreviousWeights = weights, TaskGradients = gradient });
            weights = next;
        }
        si.FinishTask(start, weights, kept is null ? weights : torch.tensor(kept));
    }
}
