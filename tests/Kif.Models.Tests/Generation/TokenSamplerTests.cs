using Kif.Models.Tests.Networks;

namespace Kif.Models.Tests.Generation;

/// <summary>Tokens drawn from a model's distribution.</summary>
public sealed class TokenSamplerTests : IDisposable
{
    private static readonly double[] Logits = [2, -1, 0.5, 3, 0.5, -4, 1];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory, InlineData(0.3), InlineData(1.0), InlineData(2.5)]
    public void Without_limits_the_distribution_is_the_softmax(double temperature)
    {
        (int[] ids, double[] probabilities) = TokenSampler.Distribution(Logits, new() { Temperature = temperature });

        ids.Should().Equal(3, 0, 6, 2, 4, 1, 5);
        double[] wanted = torch.softmax(torch.tensor(Logits) / temperature, 0).data<double>().ToArray();
        for (int i = 0; i < ids.Length; i++) probabilities[i].Should().BeApproximately(wanted[ids[i]], 1e-12);
    }

    [Theory]
    [InlineData(1, 1.0, new[] { 3 })]
    [InlineData(3, 1.0, new[] { 3, 0, 6 })]
    [InlineData(4, 1.0, new[] { 3, 0, 6, 2, 4 })] // those as likely as the last one stay
    [InlineData(100, 1.0, new[] { 3, 0, 6, 2, 4, 1, 5 })]
    [InlineData(100, 0.5, new[] { 3 })] // 0.60 at temperature 1
    [InlineData(100, 0.7, new[] { 3, 0 })]
    [InlineData(2, 0.74, new[] { 3, 0 })] // of what top-k leaves, the first has 0.73
    [InlineData(2, 0.72, new[] { 3 })]
    [InlineData(100, 1e-9, new[] { 3 })]
    public void Limits_keep_the_likeliest(int topK, double topP, int[] kept)
    {
        (int[] ids, double[] probabilities) = TokenSampler.Distribution(Logits, new() { Temperature = 1, TopK = topK, TopP = topP });

        ids.Should().Equal(kept);
        probabilities.Sum().Should().BeApproximately(1, 1e-12);
        double[] weights = [.. ids.Select(i => Math.Exp(Logits[i]))];
        for (int i = 0; i < ids.Length; i++) probabilities[i].Should().BeApproximately(weights[i] / weights.Sum(), 1e-12);
    }

    [Fact]
    public void Draws_have_the_distribution()
    {
        var options = new SamplingOptions { Temperature = 0.8, TopK = 5, TopP = 0.95, Seed = 4 };
        (int[] ids, double[] probabilities) = TokenSampler.Distribution(Logits, options);
        TokenSampler sampler = options.Sampler()!;
        using Tensor rows = torch.tensor(Logits).view(1, -1);
        const int draws = 20_000;

        int[] counts = new int[Logits.Length];
        for (int i = 0; i < draws; i++) counts[sampler.Choose(rows)[0]]++;

        counts.Where((_, id) => !ids.Contains(id)).Should().OnlyContain(c => c == 0);
        double distance = ids.Select((id, i) => Math.Pow(counts[id] - draws * probabilities[i], 2) / (draws * probabilities[i])).Sum();
        ids.Should().HaveCountGreaterThan(3).And.HaveCountLessThan(6);
        distance.Should().BeLessThan(18.5, "by chance, chi-square with up to 4 degrees of freedom is larger in one case of a thousand");
    }

    [Fact]
    public void Equal_seeds_draw_equally_and_rows_do_not_matter_to_each_other()
    {
        using Tensor one = torch.tensor(Logits).view(1, -1), three = one.expand(3, -1);
        long[][] Draws(Tensor logits, long seed)
        {
            TokenSampler sampler = new SamplingOptions { Temperature = 1.5, Seed = seed }.Sampler()!;
            return [.. Enumerable.Range(0, 40).Select(_ => sampler.Choose(logits))];
        }

        Draws(three, 1).Should().BeEquivalentTo(Draws(three, 1), o => o.WithStrictOrdering());
        Draws(three, 1).Select(d => d[0]).Should().Equal(Draws(one, 1).Select(d => d[0]));
        Draws(three, 1).Select(d => d[0]).Should().NotEqual(Draws(three, 1).Select(d => d[1]));
        Draws(one, 1).Select(d => d[0]).Should().NotEqual(Draws(one, 2).Select(d => d[0]));
    }

    [Theory, InlineData("t5"), InlineData("llama"), InlineData("gpt2"), InlineData("gemma2")]
    public void Temperature_zero_is_greedy_to_the_bit(string family)
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of(family));
        Tensor weights = SmallModels.Trained(model);
        IReadOnlyList<EncodedExample> prompts = SmallModels.Examples(5);
        IReadOnlyList<int[]> greedy = model.Generate(prompts, weights, 7);

        model.Generate(prompts, weights, 7, new SamplingOptions { TopP = 0.5, TopK = 3, Seed = 1 }.Sampler(), cancellation: Token).Should().BeEquivalentTo(greedy, o => o.WithStrictOrdering());
        model.Generate(prompts, weights, 7, new SamplingOptions { Temperature = 1, TopK = 1 }.Sampler(), cancellation: Token)
            .Should().BeEquivalentTo(greedy, o => o.WithStrictOrdering(), "the likeliest is the only one");
        var told = new List<int>[5];
        model.Generate(prompts, weights, 7, null, (row, id) =>
        {
            (told[row] ??= []).Add(id);
            return told[row].Count < 3;
        }, Token).Should().BeEquivalentTo(greedy.Select(g => g[..Math.Min(3, g.Length)]), o => o.WithStrictOrdering(), "a listener can end a row");
    }

    [Fact]
    public void Canceled_work_stops_before_the_next_token()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.Of("llama"));
        Tensor weights = SmallModels.Trained(model);
        using var stop = new CancellationTokenSource();
        int told = 0;

        FluentActions.Invoking(() => model.Generate(SmallModels.Examples(1), weights, 50, null, (_, _) =>
        {
            if (++told == 2) stop.Cancel();
            return true;
        }, stop.Token)).Should().Throw<OperationCanceledException>();

        told.Should().Be(2);
    }

    [Theory, InlineData(-0.1, 1.0, 1, "temperature is -0.1"), InlineData(double.NaN, 1.0, 1, "temperature is NaN"), InlineData(1, 0.0, 1, "top-p is 0"),
        InlineData(1, 1.1, 1, "top-p is 1.1"), InlineData(1, 1.0, 0, "top-k is 0")]
    public void Values_out_of_range_are_named(double temperature, double topP, int topK, string message) =>
        FluentActions.Invoking(new SamplingOptions { Temperature = temperature, TopP = topP, TopK = topK }.Validate)
            .Should().Throw<ArgumentException>().WithMessage($"*{message}*allowed*");
}
