namespace Kif.Pipeline.Tests.Training;

/// <summary>Gradients that strategies ask for outside training.</summary>
public sealed class ProbeTests
{
    [Theory]
    [InlineData(GradientReduction.MeanSquare)]
    [InlineData(GradientReduction.MeanAbsolute)]
    [InlineData(GradientReduction.BatchMean)]
    public void An_example_without_a_label_adds_nothing_and_is_not_counted(GradientReduction reduction)
    {
        using var scope = torch.NewDisposeScope();
        (Tensor all, RunCost cost) = Probe([.. TinyRun.Task(0, 2), new("", "", "unlabelled")], GradientTarget.CrossEntropy, reduction);
        (Tensor labeled, _) = Probe(TinyRun.Task(0, 2), GradientTarget.CrossEntropy, reduction);
        all.data<double>().Should().Equal(labeled.data<double>());
        all.abs().sum().ToDouble().Should().BePositive();
        (cost.ExtraForward, cost.ExtraBackward).Should().Be((2, 2));
        Probe([new("", "", "unlabelled")], GradientTarget.CrossEntropy, reduction).Gradients.abs().sum().ToDouble().Should().Be(0);
    }

    [Theory]
    [InlineData(GradientTarget.LogLikelihood, GradientTarget.CrossEntropy)]
    [InlineData(GradientTarget.SampledLogLikelihood, GradientTarget.SampledLabels)]
    public void A_loss_summed_over_tokens_is_the_mean_times_their_number(GradientTarget sum, GradientTarget mean)
    {
        using var scope = torch.NewDisposeScope();
        IReadOnlyList<Example> one = [TinyRun.Task(0).First(e => TinyRun.Encoder.Encode(e).Target.Length == 3)];
        double[] summed = Probe(one, sum, GradientReduction.BatchMean).Gradients.data<double>().ToArray();
        double[] averaged = Probe(one, mean, GradientReduction.BatchMean).Gradients.data<double>().ToArray();
        for (int i = 0; i < summed.Length; i++) summed[i].Should().BeApproximately(3 * averaged[i], 1e-12);
        summed.Should().Contain(g => Math.Abs(g) > 1e-3);
    }

    private static (Tensor Gradients, RunCost Cost) Probe(IReadOnlyList<Example> examples, GradientTarget loss, GradientReduction reduction)
    {
        using ILanguageModel model = TinyRun.Model();
        var cost = new RunCost();
        Tensor weights = model.InitialWeights(new RandomStream(4));
        return (new CountedPasses(model, new SomeWithoutLabels(), cost, new RandomStream(5)).Gradients(examples, weights, loss, reduction), cost);
    }

    private sealed class SomeWithoutLabels : IExampleEncoder
    {
        public EncodedExample Encode(Example example) =>
            example.Id == "unlabelled" ? new([5, 6, 1], [EncodedExample.IgnoreIndex, EncodedExample.IgnoreIndex]) : TinyRun.Encoder.Encode(example);

        public string Decode(ReadOnlySpan<int> ids) => "";
    }
}
