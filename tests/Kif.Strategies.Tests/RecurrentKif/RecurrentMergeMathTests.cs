namespace Kif.Strategies.Tests.RecurrentKif;

public sealed class RecurrentMergeMathTests
{
    /// <summary>algorithms.md 14.10.</summary>
    [Theory]
    [InlineData(false, new[] { 0.92, 1.2, 1.5, 1.2 })]
    [InlineData(true, new[] { 0.9, 1.2, 1.5, 1 })]
    public void A_merge_weighs_the_two_moves_by_what_is_important(bool prune, double[] wanted)
    {
        using var scope = torch.NewDisposeScope();
        Tensor start = torch.ones(4, dtype: ScalarType.Float64), middle = start + torch.tensor(new[] { 0.1, 0.2, -0.3, 0.4 }),
            end = middle + torch.tensor(new[] { -0.2, 0.1, 0.5, 0 });
        (Tensor inner, Tensor outer) = RecurrentMergeMath.ByMasks(
            torch.tensor(new[] { true, true, false, false }), torch.tensor(new[] { true, false, true, false }), prune, ScalarType.Float64);
        Close(RecurrentMergeMath.Merge(start, middle, end, inner, outer), wanted);
    }

    /// <summary>algorithms.md 15.16.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(37)]
    [InlineData(1152)]
    public void Distinct_scores_select_a_fifth_of_the_elements_to_within_one(int count)
    {
        using Tensor scores = torch.tensor(new RandomStream(1).Permutation(count).Select(i => i + 0.5).ToArray()),
            chosen = RecurrentMergeMath.Important(scores, 0.8);
        ((double)chosen.sum().ToInt64()).Should().BeApproximately(0.2 * count, 1);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.33)]
    [InlineData(0.8)]
    [InlineData(1.0)]
    public void The_quantile_of_a_tensor_is_the_percentile_of_its_numbers(double at)
    {
        var random = new RandomStream(3);
        double[] numbers = [.. Enumerable.Range(0, 101).Select(_ => random.NextNormal())];
        using Tensor scores = torch.tensor(numbers);
        ScoreMath.Quantile(scores, at).Should().BeApproximately(ScoreMath.Quantile(numbers, at), 1e-12);
    }

    [Fact]
    public void More_than_sixteen_million_elements_have_a_quantile_too()
    {
        const int Count = 16_777_216 + 5;
        using Tensor scores = torch.arange(0, Count, dtype: ScalarType.Float32).flip(0);
        ScoreMath.Quantile(scores, 0.8).Should().BeApproximately(0.8 * (Count - 1), 1);
    }

    /// <summary>The soft merge of algorithms.md 9.5 is the two-way softmax of 6.2 per element.</summary>
    [Fact]
    public void The_adaptive_merge_is_the_softmax_of_normalized_scores()
    {
        using var scope = torch.NewDisposeScope();
        double[] p = [9, 2, 7, 1], q = [6, 1, 0.5, 5.5];
        (Tensor inner, Tensor outer) = RecurrentMergeMath.BySoftmax(torch.tensor(p), torch.tensor(q), 0.25, ScalarType.Float64);
        double[] wanted = AdaptiveFuser.Coefficients(ScoreMath.Normalize(p), ScoreMath.Normalize(q), 0.25);
        Close(inner, wanted);
        Close(outer, [.. wanted.Select(c => 1 - c)]);
    }

    [Fact]
    public void Equal_scores_give_half_of_each_move_and_mask_nothing()
    {
        using var scope = torch.NewDisposeScope();
        Tensor equal = torch.full(6, 0.3, dtype: ScalarType.Float64);
        RecurrentMergeMath.Important(equal, 0.8).any().ToBoolean().Should().BeFalse();
        Close(RecurrentMergeMath.BySoftmax(equal, equal.mul(4), 0.25, ScalarType.Float64).Inner, [.. Enumerable.Repeat(0.5, 6)]);
    }

    private static void Close(Tensor seen, double[] wanted)
    {
        double[] all = seen.data<double>().ToArray();
        all.Should().HaveSameCount(wanted);
        for (int i = 0; i < all.Length; i++) all[i].Should().BeApproximately(wanted[i], 1e-12);
    }
}
