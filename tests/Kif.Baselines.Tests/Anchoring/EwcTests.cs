namespace Kif.Baselines.Tests.Anchoring;

/// <summary>algorithms.md 10.6, 14.8, 15.13.</summary>
public sealed class EwcTests
{
    private static readonly double[][] Gradients1 = [[1, -2, 0], [2, 0, 1], [0, 1, -1]];

    // Squares to 0.5, 0.2, 1.
    private static readonly double[][] Gradients2 = [[Math.Sqrt(0.5), -Math.Sqrt(0.2), 1]];
    private static readonly double[] Anchor1 = [0.1, 0.2, 0.3], Anchor2 = [0.2, 0.1, 0.5], Now = [0.3, 0, 0.4];

    [Fact]
    public void The_Fisher_information_is_the_mean_of_squared_gradients_of_examples_or_of_a_batch()
    {
        PerElement().ShouldBeClose(5.0 / 3, 5.0 / 3, 2.0 / 3);
        PerElement("estimate.batchsize=8").ShouldBeClose(1, 1.0 / 9, 0);
        PerElement("estimate.batchsize=2").ShouldBeClose((2.25 + 0) / 2, (1 + 1) / 2.0, (0.25 + 1) / 2);

        // The penalty's second derivative is λ·F.
        static double[] PerElement(params string[] options)
        {
            ContinualStrategy ewc = Ewc(options);
            ewc.LearnTask([0, 0, 0], Gradients1);
            return [.. ewc.Penalty(1, 1, 1)!.Value.Gradient.Select(g => g / 400)];
        }
    }

    [Fact]
    public void Value_and_gradient_in_separate_mode_are_those_of_the_worked_example()
    {
        (double value, double[] gradient) = Learned().Penalty(Now)!.Value;
        value.Should().BeApproximately(31.4, 1e-10);
        gradient.ShouldBeClose(153.333333333333333, -141.333333333333333, -13.333333333333333);
        Learned("half=false").Penalty(Now)!.Value.Value.Should().BeApproximately(62.8, 1e-10);
    }

    [Fact]
    public void Separate_mode_is_kept_as_the_merged_quadratic_of_the_worked_example()
    {
        var state = new Slots();
        Learned().Visit(state);
        state["importance"].ShouldBeClose(2.16666666666667, 1.86666666666667, 1.66666666666667);
        state["anchor"].ShouldBeClose(0.123076923076923, 0.189285714285714, 0.42);
        state["rest"].Should().ContainSingle().Which.Should().BeApproximately(0.0216318681319, 1e-12);
    }

    [Fact]
    public void Value_in_online_mode_is_that_of_the_worked_example()
    {
        ContinualStrategy ewc = Learned("online=true", "decay=0.9");
        ewc.Penalty(Now)!.Value.Value.Should().BeApproximately(10.6, 1e-10);
        var state = new Slots();
        ewc.Visit(state);
        state["importance"].ShouldBeClose(2, 1.7, 1.6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_merged_quadratic_equals_the_sum_over_all_tasks(int seed)
    {
        const int Tasks = 7, Elements = 50;
        var random = new RandomStream((ulong)seed);
        double[] Draw(double share) =>
            [.. Enumerable.Range(0, Elements).Select(_ => random.NextDouble() < share ? random.NextNormal() * Math.Pow(10, random.NextDouble(-4, 2)) : 0)];
        ContinualStrategy ewc = Ewc("lambda=2");
        var tasks = Enumerable.Range(0, Tasks).Select(_ => (Gradient: Draw(0.4), Anchor: Draw(1))).ToArray();
        foreach ((double[] gradient, double[] anchor) in tasks) ewc.LearnTask(anchor, gradient);
        double[] at = Draw(1);

        (double value, double[] slope) = ewc.Penalty(at)!.Value;

        double sum = tasks.Sum(t => Enumerable.Range(0, Elements).Sum(i => t.Gradient[i] * t.Gradient[i] * (at[i] - t.Anchor[i]) * (at[i] - t.Anchor[i])));
        value.Should().BeApproximately(sum, 1e-12 * sum);
        for (int i = 0; i < Elements; i++)
        {
            double[] terms = [.. tasks.Select(t => 2 * t.Gradient[i] * t.Gradient[i] * (at[i] - t.Anchor[i]))];
            slope[i].Should().BeApproximately(terms.Sum(), 1e-12 * terms.Sum(Math.Abs) + 1e-300);
        }
    }

    [Fact]
    public void Online_mode_without_decay_equals_separate_mode_where_the_anchors_are_identical()
    {
        ContinualStrategy online = Ewc("online=true"), separate = Ewc();
        foreach (ContinualStrategy ewc in new[] { online, separate })
            foreach (double[] gradient in Gradients1) ewc.LearnTask(Anchor1, gradient);
        (double value, double[] gradientOnline) = online.Penalty(Now)!.Value;
        value.Should().BeApproximately(separate.Penalty(Now)!.Value.Value, 1e-12 * value);
        gradientOnline.ShouldBeClose(separate.Penalty(Now)!.Value.Gradient);
    }

    [Fact]
    public void There_is_no_penalty_before_a_task_was_kept_and_none_without_strength()
    {
        Ewc().Penalty(Now).Should().BeNull();
        ContinualStrategy off = Ewc("lambda=0");
        off.LearnTask(Anchor1, Gradients1).Asked.Should().BeEmpty("nothing that nobody uses is computed");
        off.Penalty(Now).Should().BeNull();
    }

    [Theory]
    [InlineData(MethodProfile.Recommended, GradientTarget.CrossEntropy, GradientReduction.MeanSquare, 1000, 200)]
    [InlineData(MethodProfile.Paper, GradientTarget.SampledLogLikelihood, GradientReduction.MeanSquare, 1001, 200)]
    [InlineData(MethodProfile.OfficialCode, GradientTarget.CrossEntropy, GradientReduction.BatchMean, 1001, 400)]
    public void A_profile_decides_what_the_Fisher_information_is_and_whether_the_strength_is_halved(
        MethodProfile profile, GradientTarget loss, GradientReduction reduction, int examples, double factor)
    {
        ContinualStrategy ewc = Ewc($"profile={profile}");
        GivenGradients probe = ewc.LearnTask([0], [.. Enumerable.Repeat(new double[] { 1 }, 1001)]);
        probe.Asked.Should().OnlyContain(a => a.Loss == loss && a.Reduction == reduction);
        probe.Asked.SelectMany(a => a.Ids.Split(' ')).Should().OnlyHaveUniqueItems().And.HaveCount(examples);
        ewc.Penalty(1)!.Value.Value.Should().BeApproximately(factor, 1e-9);
    }

    [Theory]
    [InlineData(true, true, GradientTarget.SampledLogLikelihood)]
    [InlineData(true, false, GradientTarget.SampledLabels)]
    [InlineData(false, true, GradientTarget.LogLikelihood)]
    [InlineData(false, false, GradientTarget.CrossEntropy)]
    public void Labels_and_the_sum_over_tokens_are_chosen_apart_from_each_other_and_over_the_profile(bool sampled, bool summed, GradientTarget loss)
    {
        foreach (MethodProfile profile in Enum.GetValues<MethodProfile>())
            Ewc($"profile={profile}", $"estimate.labels={(sampled ? "Sampled" : "Gold")}", $"estimate.sumtokens={summed}").LearnTask([0], [1])
                .Asked.Single().Loss.Should().Be(loss);
    }

    private static ContinualStrategy Ewc(params string[] options) => HookCalls.Strategy("ewc", options);

    private static ContinualStrategy Learned(params string[] options)
    {
        ContinualStrategy ewc = Ewc(options);
        ewc.LearnTask(Anchor1, Gradients1);
        ewc.LearnTask(Anchor2, Gradients2);
        return ewc;
    }
}
