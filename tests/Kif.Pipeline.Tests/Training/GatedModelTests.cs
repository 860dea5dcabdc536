using Kif.Models;

namespace Kif.Pipeline.Tests.Training;

/// <summary>A model whose adapters have gates.</summary>
public sealed class GatedModelTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void A_gate_is_the_one_worked_by_hand()
    {
        Tensor e = Of(1, 0.5, -1, 0.25), key = Of(1, 0.6, -0.3, 0.8), inner = Of(2, 0.4, 0.1, -0.3, -0.2, 0.6, 0.5), outer = Of(3, 0.7, -0.1, 0.2, 0.5, -0.4, 0.3);
        AdapterGates.Of(e, [key, inner, outer], null).ToDouble().Should().BeApproximately(0.082555569756, 1e-12);

        static Tensor Of(long rows, params double[] values) => torch.tensor(values).view(rows, -1);
    }

    [Fact]
    public void Gradients_of_all_parameters_are_those_of_differences_with_and_without_checkpointing()
    {
        const double Step = 1e-6;
        double[]? first = null;
        foreach (bool checkpointing in new[] { false, true })
        {
            using LanguageModel gated = Gated(checkpointing), grown = (LanguageModel)gated.Grow(Some(gated, 1), AdapterGrowth.Stack);
            using TokenBatch batch = grown.Collate([.. TinyRun.Task(0, 5).Select(TinyRun.Encoder.Encode)]);
            Tensor weights = Some(grown, 2).requires_grad_(), gradient = torch.autograd.grad([grown.Forward(batch, weights).Loss], [weights])[0];
            foreach (ParameterInfo p in grown.Space.Parameters.Where(p => p.Role == ParameterRole.Gate).Append(grown.Space.Parameters[0]))
            {
                Tensor direction = torch.zeros_like(weights);
                grown.Space.View(direction, p).add_(torch.sin(torch.arange(p.Length, dtype: ScalarType.Float64)).view([.. p.Shape]));
                double Loss(double by) => grown.Forward(batch, weights.detach() + direction * by).Loss.ToDouble();
                gradient.dot(direction).ToDouble().Should().BeApproximately((Loss(Step) - Loss(-Step)) / (2 * Step), 1e-7, p.Name);
                gradient.dot(direction).ToDouble().Should().NotBe(0);
            }
            double[] all = gradient.data<double>().ToArray();
            first ??= all;
            all.Should().Equal(first, (x, y) => Math.Abs(x - y) < 1e-13);
        }
    }

    [Fact]
    public void Grown_and_resumed_it_answers_the_same_and_nothing_of_it_can_be_merged()
    {
        using LanguageModel gated = Gated(), grown = (LanguageModel)gated.Grow(Some(gated, 1), AdapterGrowth.Stack);
        using var resumed = (LanguageModel)gated.Resume([AdapterGrowth.Stack], [grown.Frozen[0].Weights], new Dictionary<string, Tensor>());
        Tensor weights = Some(grown, 2);
        EncodedExample[] examples = [.. TinyRun.Task(0, 6).Select(TinyRun.Encoder.Encode)];
        using TokenBatch batch = grown.Collate(examples);
        grown.Gates(batch, weights)!.shape.Should().Equal(6, 2);
        grown.Forward(batch, weights).Loss.ToDouble().Should().Be(resumed.Forward(batch, weights).Loss.ToDouble());
        IReadOnlyList<int[]> together = grown.GenerateAll(examples, weights, 5, 4, null, TestContext.Current.CancellationToken);
        for (int i = 0; i < examples.Length; i++) grown.Generate([examples[i]], weights, 5)[0].Should().Equal(together[i]);
        grown.Invoking(m => m.Grow(weights, AdapterGrowth.Merge)).Should().Throw<CompositionException>().WithMessage("*gate can't be merged*");
        grown.Invoking(m => m.Export(weights, _ => { })).Should().Throw<NotSupportedException>().WithMessage("*can't be merged*");
        FluentActions.Invoking(() => PretrainedAdapter.Write("nowhere", grown, weights, "base")).Should().Throw<ArgumentException>().WithMessage("*have gates*");
        grown.Invoking(m => m.WithGates(new())).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void What_has_no_adapters_has_no_gates()
    {
        using ILanguageModel full = TinyRun.Model(trains: TrainedWeights.All);
        full.Invoking(m => m.WithGates(new())).Should().Throw<CompositionException>().WithMessage("*trains none*");
        using ILanguageModel adapted = TinyRun.Model();
        adapted.Invoking(m => m.WithGates(new() { Hidden = 0 })).Should().Throw<CompositionException>().WithMessage("*at least 1*");
        FluentActions.Invoking(() => new StrategyComposition([new("a", new AdapterGating(new())), new("b", new IncLoraStrategy(AdapterGrowth.Stack))],
            trains: TrainedWeights.All)).Should().Throw<CompositionException>().WithMessage("*works on adapters*");
    }

    [Fact]
    public void The_prompt_alone_opens_a_gate()
    {
        using LanguageModel gated = Gated();
        EncodedExample one = TinyRun.Encoder.Encode(TinyRun.Task(0, 1)[0]);
        using TokenBatch batch = gated.Collate([one, one with { Target = [7, 8, 9, 1] }, one with { Source = [.. one.Source, 5] }]);
        double[] gates = gated.Gates(batch, Some(gated, 1))!.flatten().data<double>().ToArray();
        gates[1].Should().BeApproximately(gates[0], 1e-12);
        gates[2].Should().NotBeApproximately(gates[0], 1e-6);
    }

    private static LanguageModel Gated(bool checkpointing = false)
    {
        T5Backbone backbone = T5Initializer.Create(
            new() { VocabSize = 40, HiddenSize = 16, HeadDim = 8, IntermediateSize = 24, EncoderLayers = 2, DecoderLayers = 2, Heads = 2 }, new(3), torch.CPU,
            ScalarType.Float64);
        using LanguageModel plain = LanguageModel.WithAdapters(
            backbone, new() { Rank = 2, Alpha = 8, Dropout = 0, Targets = ["q", "v", "wo"] }, new() { Checkpointing = checkpointing });
        return (LanguageModel)plain.WithGates(new() { Hidden = 5 });
    }

    private static Tensor Some(LanguageModel model, ulong seed)
    {
        var random = new RandomStream(seed);
        return torch.tensor(Enumerable.Range(0, (int)model.Space.Length).Select(_ => 0.4 * random.NextNormal()).ToArray());
    }
}
