using Kif.Models.Tests.Networks;
using static Kif.Models.Tests.Kernels.KernelComparison;

namespace Kif.Models.Tests.Kernels;

/// <summary>Root-mean-square normalization by the kernel.</summary>
public sealed class RmsNormKernelTests
{
    public static MatrixTheoryData<ScalarType, int, int> Cases => new([ScalarType.Float32, ScalarType.BFloat16], [1, 3, 70], [5, 7, 16, 33, 64, 576]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_as_near_to_float64_as_the_operations(ScalarType dtype, int rows, int width) =>
        Check(dtype, ByKernel, ByOperations, Normal(1, rows, width).mul(3), Normal(2, width).add(1));

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.BFloat16)]
    public void It_has_the_same_bits_on_any_number_of_threads(ScalarType dtype) =>
        CheckThreads(ByKernel, Normal(1, 301, 576).to_type(dtype), Normal(2, 576).to_type(dtype));

    [Fact]
    public void Heads_and_a_wide_gain_are_normalized_as_well()
    {
        Tensor x = Normal(1, 5, 3, 64).to_type(ScalarType.BFloat16), gain = Normal(2, 64).to_type(ScalarType.Float32);

        Closeness.Difference(RmsNorm.Compute(x, gain, 1e-6).Y, RmsNormMath.Forward(x, gain, 1e-6).Y).Should().BeLessThan(1e-3);
    }

    [Fact]
    public void Rows_that_are_not_finite_are_not_hidden()
    {
        Tensor x = Normal(1, 3, 32).to_type(ScalarType.BFloat16);
        x[1, 4] = float.NaN;

        RmsNorm.Compute(x, torch.ones(32, dtype: ScalarType.BFloat16), 1e-6).Y.isnan().sum(1L).data<long>().ToArray().Should().Equal(0, 32, 0);
    }

    private static Tensor ByKernel(Tensor[] inputs) =>
        Kernel.Differentiates(inputs) ? RmsNormFunction.apply(inputs[0], inputs[1], 1e-6) : RmsNorm.Compute(inputs[0], inputs[1], 1e-6).Y;

    private static Tensor ByOperations(Tensor[] inputs) => RmsNormMath.Forward(inputs[0], inputs[1], 1e-6).Y;
}
