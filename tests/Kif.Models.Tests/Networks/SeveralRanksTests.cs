namespace Kif.Models.Tests.Networks;

/// <summary>Adapters whose modules differ in rank and alpha.</summary>
public sealed class SeveralRanksTests : IDisposable
{
    private static readonly LoraSettings Mixed = new()
    {
        Rank = 4, Alpha = 6, Dropout = 0, Targets = ["q", "v", "wo"], RankPattern = [new("q", 1), new(@"^decoder\..*\.v", 3)],
        AlphaPattern = [new("SelfAttention.v", 2), new("wo", 9)],
    };

    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Every_module_has_the_rank_of_the_first_pattern_that_fits()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5(), Mixed);

        model.Space.Parameters.Where(p => p.Role == ParameterRole.LoraA)
            .Select(p => (p.Module.Path.Split('.')[0] + "." + p.Module.Path.Split('.')[^1], p.Shape[0])).Distinct()
            .Should().BeEquivalentTo([("encoder.q", 1), ("encoder.v", 4), ("encoder.wo", 4), ("decoder.q", 1), ("decoder.v", 3), ("decoder.wo", 4)]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Growing_folding_and_exporting_scale_every_module_by_its_own_alpha_and_rank(bool stabilized)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5(), Mixed with { RankStabilized = stabilized });
        using TokenBatch batch = model.Collate(SmallModels.Examples(3));
        Tensor first = SmallModels.Trained(model), wanted = model.Logits(batch, first);
        using ILanguageModel stacked = model.Grow(first, AdapterGrowth.Stack), folded = model.Grow(first, AdapterGrowth.Merge);
        Closeness.Difference(stacked.Logits(batch, stacked.InitialWeights(new(1))), wanted).Should().BeLessThan(1e-12);
        Closeness.Difference(folded.Logits(batch, folded.InitialWeights(new(1))), wanted).Should().BeLessThan(1e-12);

        Tensor second = SmallModels.Trained(stacked, 12), both = stacked.Logits(batch, second), flat = torch.zeros(1);
        using var plain = LanguageModel.WithAllWeights(SmallModels.T5());
        ((LanguageModel)stacked).Export(second, all => flat = torch.cat([.. plain.Space.Parameters.Select(p => all[p.Name].reshape(-1))]));

        Closeness.Difference(plain.Logits(batch, flat), both).Should().BeLessThan(1e-12);
        Closeness.Difference(both, wanted).Should().BeGreaterThan(1e-3);
    }

    [Fact]
    public void A_modules_own_alpha_and_rank_make_its_scaling()
    {
        LoraSettings one = new() { Rank = 4, Alpha = 6, Dropout = 0, Targets = ["q"] };
        using var plain = LanguageModel.WithAdapters(SmallModels.T5(), one);
        using var scaled = LanguageModel.WithAdapters(SmallModels.T5(), one with
            { Alpha = 100, AlphaPattern = [new("q", 6)], RankPattern = [new(".*", 4)], Rank = 7 });
        using TokenBatch batch = plain.Collate(SmallModels.Examples(3));
        Tensor weights = SmallModels.Trained(plain);

        Closeness.Difference(scaled.Logits(batch, weights), plain.Logits(batch, weights)).Should().Be(0);
    }

    [Theory]
    [InlineData("q_none", "",
        "LoraSettings.RankPattern['q_none'] fits none of the 6 modules with an adapter, such as 'encoder.block.0.layer.0.SelfAttention.q'")]
    [InlineData("", "v", "LoraSettings.AlphaPattern['v'] fits none of the 6 modules*")]
    [InlineData("(.+)+x", "", "LoraSettings.RankPattern: the pattern '(.+)+x' takes more than 1 s on *")]
    public void A_pattern_that_fits_nothing_or_takes_forever_is_refused(string rank, string alpha, string message) =>
        FluentActions.Invoking(() => LanguageModel.WithAdapters(SmallModels.T5(), new()
    {
        Targets = ["q"], RankPattern = rank.Length > 0 ? [new(rank, 2)] : [], AlphaPattern = alpha.Length > 0 ? [new(alpha, 2)] : [],
    })).Should().Throw<CompositionException>().WithMessage(message);

    [Fact]
    public void Settings_that_leave_no_module_or_too_many_numbers_are_refused()
    {
        Making(new() { TargetPattern = "q" }).Should().Throw<CompositionException>()
            .WithMessage("LoRA would be on no module: the pattern of targets 'q' leaves none of the *");
        Making(new() { Targets = ["q"], Exclude = ["q"] }).Should().Throw<CompositionException>().WithMessage("*targets, layers and exclusions leave none*");
        Making(new() { Targets = ["q"], Rank = int.MaxValue }).Should().Throw<CompositionException>()
            .WithMessage("LoRA of rank 2147483647 on 6 modules has * numbers; at most 2147483591 train at a time");

        static Action Making(LoraSettings settings) => () => LanguageModel.WithAdapters(SmallModels.T5(), settings);
    }

    [Fact]
    public void All_linear_is_every_module_but_the_excluded()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Llama(), new() { TargetPattern = "All-Linear", Exclude = ["down_proj"] });

        model.Space.Parameters.Select(p => p.Module.Path).Distinct().Should().HaveCount(2 * 6).And.NotContain(p => p.Contains("down_proj"));
    }
}
