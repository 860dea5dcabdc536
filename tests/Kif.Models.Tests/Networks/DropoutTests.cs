namespace Kif.Models.Tests.Networks;

/// <summary>Dropout of adapters and of the base.</summary>
public sealed class DropoutTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Equal_streams_drop_equally_and_evaluation_drops_nothing()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5(), new() { Dropout = 0.5 });
        using TokenBatch batch = model.Collate(SmallModels.Examples(3));
        Tensor weights = SmallModels.Trained(model);
        double Loss(RandomStream? stream) => model.Forward(batch, weights, new(stream)).Loss.item<double>();

        Loss(new(1)).Should().Be(Loss(new(1)));
        Loss(new(1)).Should().NotBe(Loss(new(2)));
        Loss(null).Should().Be(Loss(null)).And.NotBe(Loss(new(1)));
    }

    [Fact]
    public void Adapters_without_dropout_train_as_they_evaluate_unless_the_base_drops()
    {
        using var plain = LanguageModel.WithAdapters(SmallModels.T5(), new() { Dropout = 0 });
        using var dropping = LanguageModel.WithAdapters(SmallModels.T5(), new() { Dropout = 0 }, new() { BaseDropout = 0.1 });
        using TokenBatch batch = plain.Collate(SmallModels.Examples(3));
        Tensor weights = SmallModels.Trained(plain);

        double evaluated = plain.Forward(batch, weights).Loss.item<double>();

        plain.Forward(batch, weights, new(new(1))).Loss.item<double>().Should().Be(evaluated);
        dropping.Forward(batch, weights).Loss.item<double>().Should().Be(evaluated);
        dropping.Forward(batch, weights, new(new(1))).Loss.item<double>().Should().NotBe(evaluated);
    }

    [Fact]
    public void Over_many_masks_the_adapter_adds_what_it_adds_without_dropout()
    {
        // A's output in the first layer is linear in the mask of its input.
        using var model = LanguageModel.WithAdapters(SmallModels.T5(), new() { Dropout = 0.3, Targets = ["encoder.block.0.layer.0.SelfAttention.q"] });
        using TokenBatch batch = model.Collate(SmallModels.Examples(3));
        Tensor weights = SmallModels.Trained(model);
        var clean = new Outputs();
        model.Forward(batch, weights, new(null, clean));
        var dropped = new Outputs();
        for (ulong seed = 0; seed < 600; seed++) model.Forward(batch, weights, new(new(seed), dropped));

        string a = model.Space.Parameters[0].Name;
        Closeness.Difference(dropped.Sums[a] / 600, clean.Sums[a]).Should().BeLessThan(0.1);
    }

    [Fact]
    public void Rates_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LanguageModel.WithAdapters(SmallModels.T5(), new() { Dropout = 1 }));
        Assert.Throws<CompositionException>(() => LanguageModel.WithAdapters(SmallModels.T5(), null, new() { BaseDropout = -0.1 }));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Observers_see_the_outputs_of_what_trains(bool adapters)
    {
        using var model = adapters ? LanguageModel.WithAdapters(SmallModels.T5()) : LanguageModel.WithAllWeights(SmallModels.T5());
        using TokenBatch batch = model.Collate(SmallModels.Examples(3));
        Tensor weights = SmallModels.Trained(model);
        var seen = new Outputs();

        double observed = model.Forward(batch, weights, new(null, seen)).Loss.item<double>();

        observed.Should().BeApproximately(model.Forward(batch, weights).Loss.item<double>(), 1e-12);
        seen.Sums.Keys.Should().BeEquivalentTo(adapters
            ? model.Space.Parameters.Select(p => p.Name)
            : model.Backbone.Linears.Select(m => m.Module.Path + ".weight"));
        seen.Sums.Should().OnlyContain(p => p.Value.shape[1] == model.Space[p.Key].Shape[0]);
    }

    private sealed class Outputs : IOutputObserver
    {
        public Dictionary<string, Tensor> Sums { get; } = [];

        public void Observe(string parameter, Tensor output)
        {
            Tensor kept = output.detach().clone().DetachFromDisposeScope();
            Sums[parameter] = Sums.TryGetValue(parameter, out Tensor? sum) ? sum.add_(kept) : kept;
        }
    }
}
