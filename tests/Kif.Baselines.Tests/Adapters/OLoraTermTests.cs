using Kif.Tests;

namespace Kif.Baselines.Tests.Adapters;

/// <summary>The two terms of O-LoRA (algorithms.md 10.10, 14.7).</summary>
public sealed class OLoraTermTests : IDisposable
{
    private static readonly ParameterInfo[] Pair =
    [
        new("m.lora_A.weight", new("m"), ParameterRole.LoraA, [2, 3]), new("m.lora_B.weight", new("m"), ParameterRole.LoraB, [3, 2]),
    ];

    private static readonly double[] Past = [0.6, 0.8, 0, 0, -0.5, 1], A = [0.2, -0.4, 0.1, 0.3, 0, -0.2], B = [0.1, 0, 0, -0.2, 0.2, 0.1];
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(false, 0.88)]
    [InlineData(true, 0.2024)]
    public void The_overlap_is_that_of_the_worked_example(bool squared, double wanted) =>
        AdapterOverlap.Overlap(torch.tensor(Past).view(2, 3), torch.tensor(A).view(2, 3), squared).ToDouble().Should().BeApproximately(wanted, 1e-12);

    [Fact]
    public void The_norms_are_those_of_the_worked_example() =>
        (FactorNorms.Norms(torch.tensor(A).view(1, 2, 3)) + FactorNorms.Norms(torch.tensor(B).view(1, 3, 2))).ToDouble().Should()
        .BeApproximately(0.899322955501, 1e-11);

    [Theory]
    [InlineData(AdapterGrowth.Stack, 0, 1.44)]
    [InlineData(AdapterGrowth.Stack, 0.1, 1.52993229555)]
    [InlineData(AdapterGrowth.Merge, 0, 1.44)]
    [InlineData(AdapterGrowth.Merge, 0.1, 1.52993229555)]
    public void The_loss_is_that_of_the_worked_example(AdapterGrowth grow, double lambda2, double wanted)
    {
        ParameterSpace first = new(Pair, ScalarType.Float64), second = new(Pair, ScalarType.Float64, 1);
        Tensor before = torch.tensor([.. Past, .. new double[6]]), now = torch.tensor([.. A, .. B], requires_grad: true);
        var overlap = new AdapterOverlap(_ => 0.5, false, grow);
        var norms = new FactorNorms(_ => lambda2);
        overlap.AttachSpace(new() { Space = first });
        norms.AttachSpace(new() { Space = first });
        overlap.BeforeTask(Hook.TaskStart(first, before) with { Index = 1 });
        overlap.AttachSpace(new() { Space = second, Frozen = grow == AdapterGrowth.Stack ? [new(first, before)] : [] });
        PenaltyInput ending = Hook.Penalty(second, now) with { Position = Hook.Position(0, task: 1) };

        (1 + overlap.Penalty(ending)!.ToDouble() + (norms.Penalty(ending)?.ToDouble() ?? 0)).Should().BeApproximately(wanted, 1e-11);

        StateSize.Of(overlap).Should().Be(grow == AdapterGrowth.Stack ? 0 : Past.Length * sizeof(double));
        new StrategyComposition([new("overlap", overlap)]).Dispose();
    }

    [Fact]
    public void Without_a_weight_there_is_no_term()
    {
        ParameterSpace space = new(Pair, ScalarType.Float64, 1);
        PenaltyInput ending = Hook.Penalty(space, torch.tensor([.. A, .. B])) with { Position = Hook.Position(0, task: 1) };
        var overlap = new AdapterOverlap(_ => 0, false, AdapterGrowth.Stack);
        var norms = new FactorNorms(_ => 0);
        overlap.AttachSpace(new() { Space = space });
        norms.AttachSpace(new() { Space = space });

        overlap.Penalty(ending).Should().BeNull();
        norms.Penalty(ending).Should().BeNull();
    }

    [Fact]
    public void The_norms_act_in_the_first_task_and_leave_a_zero_matrix_alone()
    {
        ParameterSpace space = new(Pair, ScalarType.Float64);
        Tensor weights = torch.tensor([.. A, .. new double[6]], requires_grad: true);
        var norms = new FactorNorms(_ => 1);
        norms.AttachSpace(new() { Space = space });

        Tensor penalty = norms.Penalty(Hook.Penalty(space, weights))!;

        penalty.ToDouble().Should().BeApproximately(0.583095189485, 1e-11);
        double[] gradient = torch.autograd.grad([penalty], [weights])[0].data<double>().ToArray();
        gradient[6..].Should().OnlyContain(g => g == 0);
        gradient[0].Should().BeApproximately(0.2 / 0.583095189485, 1e-11);
    }

    [Fact]
    public void A_space_without_adapters_is_refused()
    {
        ParameterSpace space = new([new("w", new("m"), ParameterRole.Weight, [2, 2])], ScalarType.Float64);
        FluentActions.Invoking(() => new AdapterOverlap(_ => 1, false, AdapterGrowth.Stack).AttachSpace(new() { Space = space }))
            .Should().Throw<CompositionException>().WithMessage("*overlap of adapters is made of LoRA factors*");
    }

    [Fact]
    public void Published_weights_go_by_place_and_by_name()
    {
        var options = new OLoraOptions { LongSequenceWeights = true, Lambda1 = 7, Lambda2 = 7 };
        double[] first = [.. Enumerable.Range(0, 15).Select(i => options.OverlapWeight(new("t", i, null, 0, 1)))];
        first.Should().Equal(0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 5, 5, 5, 5, 5, 5);
        string[] order = ["yelp", "amazon", "mnli", "cb", "copa", "qqp", "rte", "imdb", "sst-2", "dbpedia", "agnews", "yahoo", "multirc", "boolqa", "wic"];
        order.Select((task, i) => options.NormWeight(new(task, i, null, 0, 1))).Should().Equal(0, 0, 0, 0, 0.1, 0.1, 0.3, 0, 0.1, 0, 0, 0.1, 0, 0.1, 0.3);
    }
}
