namespace Kif.Models.Tests.Networks;

/// <summary>Adapters that are frozen, stacked or folded when a fresh one starts.</summary>
public sealed class GrowthTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory, MemberData(nameof(SmallModels.Families), MemberType = typeof(SmallModels))]
    public void Stacked_and_folded_adapters_give_the_same(string family)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family), new() { Rank = 3, Alpha = 5 });
        using TokenBatch batch = model.Collate(SmallModels.Examples(3));
        Tensor before = model.Logits(batch, model.InitialWeights(new(1))), first = SmallModels.Trained(model), wanted = model.Logits(batch, first);

        using ILanguageModel stacked = model.Grow(first, AdapterGrowth.Stack), folded = model.Grow(first, AdapterGrowth.Merge);
        Closeness.Difference(stacked.Logits(batch, stacked.InitialWeights(new(1))), wanted).Should().BeLessThan(1e-12);
        Closeness.Difference(folded.Logits(batch, folded.InitialWeights(new(1))), wanted).Should().BeLessThan(1e-12);

        Tensor second = SmallModels.Trained(stacked, 12);
        using ILanguageModel mixed = folded.Grow(second, AdapterGrowth.Stack), twice = folded.Grow(second, AdapterGrowth.Merge);
        Tensor both = stacked.Logits(batch, second);
        Closeness.Difference(mixed.Logits(batch, mixed.InitialWeights(new(2))), both).Should().BeLessThan(1e-12);
        Closeness.Difference(twice.Logits(batch, twice.InitialWeights(new(2))), both).Should().BeLessThan(1e-12);
        Closeness.Difference(both, wanted).Should().BeGreaterThan(1e-3);
        Closeness.Difference(model.Logits(batch, model.InitialWeights(new(1))), before).Should().Be(0);
    }

    [Fact]
    public void Adapters_beside_the_base_are_told_folded_ones_are_gone_and_spaces_never_mix()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5());
        Tensor weights = SmallModels.Trained(model);

        using ILanguageModel stacked = model.Grow(weights, AdapterGrowth.Stack), folded = model.Grow(weights, AdapterGrowth.Merge),
            mixed = folded.Grow(weights, AdapterGrowth.Stack);

        model.Frozen.Should().BeEmpty();
        stacked.Frozen.Should().ContainSingle().Which.Space.Should().BeSameAs(model.Space);
        Closeness.Difference(stacked.Frozen[0].Weights, weights).Should().Be(0);
        folded.Frozen.Should().BeEmpty();
        mixed.Frozen.Should().ContainSingle().Which.Space.Generation.Should().Be(1);
        new[] { model, stacked, folded, mixed }.Select(m => m.Space.Generation).Should().Equal(0, 1, 1, 2);
        new[] { model, stacked, mixed }.Select(m => m.Space.Fingerprint).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void What_growth_keeps_is_counted_in_bytes()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5(), new() { Rank = 2, Targets = ["SelfAttention.q"] });
        Tensor weights = SmallModels.Trained(model);
        long factors = model.Space.Length * 8, base64 = 4 * 16 * 12 * 8;

        using ILanguageModel stacked = model.Grow(weights, AdapterGrowth.Stack), folded = model.Grow(weights, AdapterGrowth.Merge);
        using ILanguageModel both = folded.Grow(weights, AdapterGrowth.Stack), twice = folded.Grow(weights, AdapterGrowth.Merge);

        new[] { model, stacked, folded, both, twice }.Select(m => m.GrownBytes).Should().Equal(0, factors, base64, base64 + factors, base64);
    }

    [Fact]
    public void Only_the_newest_adapter_gets_gradients()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5());
        using TokenBatch batch = model.Collate(SmallModels.Examples(2));
        using ILanguageModel grown = model.Grow(SmallModels.Trained(model).requires_grad_(), AdapterGrowth.Stack);
        Tensor weights = SmallModels.Trained(grown).requires_grad_();

        Tensor gradient = torch.autograd.grad([grown.Forward(batch, weights).Loss], [weights])[0];

        gradient.ne(0).sum().item<long>().Should().Be(grown.Space.Length);
        grown.Frozen[0].Weights.requires_grad.Should().BeFalse();
    }

    [Fact]
    public void A_fully_trained_model_has_no_adapter_to_grow()
    {
        using var model = LanguageModel.WithAllWeights(SmallModels.T5());

        Assert.Throws<CompositionException>(() => model.Grow(model.InitialWeights(new(1)), AdapterGrowth.Merge));
    }

    [Fact]
    public void An_exported_model_has_all_adapters_folded_in()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5());
        using TokenBatch batch = model.Collate(SmallModels.Examples(3));
        using var grown = (LanguageModel)model.Grow(SmallModels.Trained(model), AdapterGrowth.Stack);
        Tensor weights = SmallModels.Trained(grown, 12), wanted = grown.Logits(batch, weights), flat = torch.zeros(1);
        using var plain = LanguageModel.WithAllWeights(SmallModels.T5());

        grown.Export(weights, all => flat = torch.cat([.. plain.Space.Parameters.Select(p => all[p.Name].reshape(-1))]));

        Closeness.Difference(plain.Logits(batch, flat), wanted).Should().BeLessThan(1e-12);
    }
}
