using static Kif.Models.Tests.Kernels.KernelComparison;

namespace Kif.Models.Tests.Kernels;

/// <summary>Rotation of queries and keys by the kernel.</summary>
public sealed class RotaryKernelTests
{
    public static MatrixTheoryData<ScalarType, int, int, int> Cases =>
        new([ScalarType.Float32, ScalarType.BFloat16], [1, 70], [1, 3], [6, 20, 32, 64, 80]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_as_near_to_float64_as_the_operations(ScalarType dtype, int tokens, int heads, int width)
    {
        // All of a head is rotated, or the first part of it.
        foreach (int turned in new[] { width, width / 4 * 2 })
        {
            // Numbers that all types have.
            Tensor cos = Normal(2, tokens, 1, turned).to_type(ScalarType.BFloat16), sin = Normal(3, tokens, 1, turned).to_type(ScalarType.BFloat16);

            Check(dtype, x => ByKernel(x[0], cos, sin), x => ByOperations(x[0], cos, sin), Normal(1, tokens, heads, width));
        }
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.BFloat16)]
    public void It_has_the_same_bits_on_any_number_of_threads(ScalarType dtype)
    {
        (Tensor cos, Tensor sin) = (Normal(2, 301, 1, 32), Normal(3, 301, 1, 32));

        CheckThreads(x => ByKernel(x[0], cos, sin), Normal(1, 301, 9, 64).to_type(dtype));
    }

    private static Tensor ByKernel(Tensor x, Tensor cos, Tensor sin)
    {
        (cos, sin) = (cos.to_type(x.dtype), sin.to_type(x.dtype));
        Kernel.Takes(x, cos, sin).Should().BeTrue();
        return RotaryKernel.Apply(x, cos, sin, 0.125);
    }

    private static Tensor ByOperations(Tensor x, Tensor cos, Tensor sin)
    {
        (cos, sin) = (cos.to_type(x.dtype), sin.to_type(x.dtype));
        long turned = cos.shape[2];
        Tensor part = x.narrow(2, 0, turned), rotated = part.mul(cos).add(part.roll(turned / 2, 2).mul(sin));
        return torch.cat([rotated, x.narrow(2, turned, x.shape[2] - turned).mul(0.125)], 2);
    }
}
