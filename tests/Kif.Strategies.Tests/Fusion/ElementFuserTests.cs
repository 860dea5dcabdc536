namespace Kif.Strategies.Tests.Fusers;

/// <summary>Fusers that decide element by element.</summary>
public sealed class ElementFuserTests
{
    [Fact]
    public void Importance_weights_the_average_of_each_element()
    {
        using var scope = torch.NewDisposeScope();
        FisherWeightedFuser.Coefficients(Of(1, 3, 0, 0, 2), Of(3, 1, 2, 0, 0)).data<double>().ToArray().Should().Equal(0.25, 0.75, 0, 0.5, 1);
    }

    [Fact]
    public void Importance_of_earlier_tasks_adds_up_and_may_decay()
    {
        using var scope = torch.NewDisposeScope();
        new FisherWeightedFuser(new()).AccumulateElementScores(Of(1, 2), Of(3, 4)).data<double>().ToArray().Should().Equal(4, 6);
        new FisherWeightedFuser(new() { Decay = 0.5 }).AccumulateElementScores(Of(1, 2), Of(3, 4)).data<double>().ToArray().Should().Equal(3.5, 5);
    }

    /// <summary>The four cases of algorithms.md 9.2, and those of 9.3.</summary>
    [Theory]
    [InlineData(ElementMergeRule.Blended, 0.4, 1, 0, 0.5)]
    [InlineData(ElementMergeRule.Pruned, 1, 1, 0, 0)]
    public void Masks_of_elements_have_the_four_cases(object rule, double both, double current, double previous, double neither)
    {
        using var scope = torch.NewDisposeScope();
        Tensor now = torch.tensor(new[] { true, true, false, false }), before = torch.tensor(new[] { true, false, true, false });
        ElementMaskFuser.Coefficients(now, before, new() { Rule = (ElementMergeRule)rule }).data<double>().ToArray().Should()
            .Equal(both, current, previous, neither);
    }

    [Fact]
    public void A_fifth_of_all_elements_is_important_by_one_quantile()
    {
        using var scope = torch.NewDisposeScope();
        Tensor scores = Of(9, 2, 7, 1, 0.5, 3, 2.5, 1.5, 4, 3.5);
        ElementMaskFuser.Important(scores, 0.2).data<bool>().ToArray().Should().Equal(true, false, true, false, false, false, false, false, false, false);
        ElementMaskFuser.Important(torch.ones(5, dtype: ScalarType.Float64), 0.2).any().ToBoolean().Should().BeFalse();
        ElementMaskFuser.Important(torch.arange(1000, dtype: ScalarType.Float64), 0.2).sum().ToInt64().Should().Be(200);
    }

    /// <summary>Numbers of an independent implementation of TIES (PEFT's), given the same two task vectors.</summary>
    [Theory]
    [InlineData(0.2, new[] { 0, -1.2, 0, 1.5, -2.5, 0, 0, 0, 0, 0 })]
    [InlineData(0.5, new[] { 0, -1.2, 0, 1.5, -2.5, -0.7, 0.95, 0, -1.1001, 0 })]
    [InlineData(0.8, new[] { 0.55, -1.2, 0.3, 1.5, -2.5, -0.5, 0.95, 0, -1.1001, -0.4 })]
    [InlineData(0.99, new[] { 0.55, -1.2, 0.3, 1.5, -2.5, -0.5, 0.95, -0.1, -1.1001, -0.4 })]
    public void Merging_by_sign_trims_elects_and_averages(double density, double[] wanted)
    {
        using var scope = torch.NewDisposeScope();
        Tensor a = Of(0.5, -1.2, 0.3, 0, 2, -0.7, 0.9, -0.1, 1.1, -0.4), b = Of(0.6, 0.8, -0.2, 1.5, -2.5, -0.3, 1.0, 0.05, -1.1001, 0.2);
        double[] merged = new VectorMerge(MergeWay.Ties).Merge([VectorMerge.Trim(a, density), VectorMerge.Trim(b, density)], [1, 1]).data<double>().ToArray();
        for (int i = 0; i < wanted.Length; i++) merged[i].Should().BeApproximately(wanted[i], 1e-15, $"element {i}");
    }

    [Fact]
    public void Merging_by_sign_measures_both_models_against_the_initial_weights()
    {
        using var scope = torch.NewDisposeScope();
        var space = new ParameterSpace([new("w", new ModuleInfo("w"), ParameterRole.Weight, [4])], ScalarType.Float64);
        SkillUnits units = new MatrixUnits().Decompose(space);
        Fusion fusion = new TiesFuser(new() { Density = 1, Scale = 2 }).Fuse(
            Input(units, Of(11, 12, 9, 10), Of(13, 8.5, 10, 10)) with { InitialWeights = Of(10, 10, 10, 10) });
        fusion.Weights!.data<double>().ToArray().Should().Equal(14, 14, 8, 10);
        fusion.Coefficients.Should().Equal((0.5 + 0 + 0 + 0.5) / 4);
    }

    [Fact]
    public void Fusers_of_elements_refuse_to_guess_scores()
    {
        var space = new ParameterSpace([new("w", new ModuleInfo("w"), ParameterRole.Weight, [1])], ScalarType.Float64);
        foreach (IKnowledgeFuser fuser in new IKnowledgeFuser[] { new FisherWeightedFuser(new()), new ElementMaskFuser(new()), new TiesFuser(new()) })
            FluentActions.Invoking(() =>
            {
                using Tensor w = Of(1);
                fuser.Fuse(Input(new MatrixUnits().Decompose(space), w, w));
            }).Should().Throw<ArgumentException>();
    }

    private static FusionInput Input(SkillUnits units, Tensor previous, Tensor current)
    {
        var scores = new UnitScores(["w"], [1]);
        return new()
        {
            Units = units, Current = [1], Accumulated = [1], RawCurrent = scores, RawAccumulated = scores, PreviousWeights = previous,
            CurrentWeights = current,
        };
    }

    private static Tensor Of(params double[] values) => torch.tensor(values);
}
