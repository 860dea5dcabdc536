using static Kif.Models.Tests.Kernels.KernelComparison;

namespace Kif.Models.Tests.Kernels;

/// <summary>Softmax over the keys that each query attends to.</summary>
public sealed class RangeSoftmaxKernelTests
{
    private static readonly int[][] Lengths = [[2], [5, 3], [17, 33, 1, 16], [70, 0, 40]];

    public static MatrixTheoryData<ScalarType, int, int?, bool> Cases =>
        new([ScalarType.Float32, ScalarType.BFloat16], [0, 1, 2, 3], [null, 4, 20], [true, false]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_as_near_to_float64_as_a_bias_that_hides_keys(ScalarType dtype, int lengths, int? window, bool causal)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (KeyRanges ranges, AttentionShape shape) = Form(lengths, window, causal);
        Check(dtype, inputs => ByKernel(inputs[0], ranges, shape), inputs => ByBias(inputs[0], ranges, shape), Scores(ranges, shape).mul(3));
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.BFloat16)]
    public void It_has_the_same_bits_on_any_number_of_threads(ScalarType dtype)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (KeyRanges ranges, AttentionShape shape) = Form(3, null, true);
        CheckThreads(inputs => ByKernel(inputs[0], ranges, shape), Scores(ranges, shape).to_type(dtype));
    }

    [Fact]
    public void Scores_are_as_large_as_they_come()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (KeyRanges ranges, AttentionShape shape) = Form(1, null, false);
        Tensor scores = Scores(ranges, shape).to_type(ScalarType.Float32).mul(1e4f);

        ByKernel(scores, ranges, shape).isfinite().all().item<bool>().Should().BeTrue();
    }

    private static (KeyRanges Ranges, AttentionShape Shape) Form(int lengths, int? window, bool causal) =>
        (KeyRanges.Own(new TokenRows(Lengths[lengths], torch.CPU), causal, window), new(4, 2, 8, 1));

    private static Tensor Scores(KeyRanges ranges, AttentionShape shape) => Normal(
        1, ranges.Queries.Count * shape.KeyHeads, shape.Heads / shape.KeyHeads * ranges.Queries.Length, ranges.Keys);

    private static Tensor ByKernel(Tensor scores, KeyRanges ranges, AttentionShape shape)
    {
        var kernel = new RangeSoftmaxKernel(ranges, shape);
        // It overwrites its scores.
        if (Kernel.Differentiates(scores)) return RangeSoftmaxFunction.apply(scores.clone(), kernel, null!);
        Tensor weights = scores.clone();
        kernel.Forward(weights, null);
        return weights;
    }

    /// <summary>Computes the weights by operations; lines that stand for no token are set to zero.</summary>
    private static Tensor ByBias(Tensor scores, KeyRanges ranges, AttentionShape shape)
    {
        Tensor there = torch.zeros([ranges.Queries.Count, 1, 1, ranges.Queries.Length, 1], scores.dtype);
        for (int row = 0; row < ranges.Queries.Count; row++) there[row].narrow(2, 0, ranges.Queries.Counts[row]).fill_(1);
        Tensor weights = torch.nn.functional.softmax(scores.add(ranges.Bias(shape, scores.dtype, null)), -1);
        return weights.mul(there.expand(-1, shape.KeyHeads, shape.Heads / shape.KeyHeads, -1, 1).reshape(weights.shape[0], weights.shape[1], 1));
    }
}
