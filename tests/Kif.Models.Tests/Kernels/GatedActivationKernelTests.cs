using Kif.Models.Tests.Networks;
using static Kif.Models.Tests.Kernels.KernelComparison;

namespace Kif.Models.Tests.Kernels;

/// <summary>Gated activation by the kernel.</summary>
public sealed class GatedActivationKernelTests
{
    public static MatrixTheoryData<ScalarType, string, int, int> Cases =>
        new([ScalarType.Float32, ScalarType.BFloat16], ["silu", "gelu_new"], [1, 5, 70], [5, 7, 16, 33, 192]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_as_near_to_float64_as_the_operations(ScalarType dtype, string activation, int rows, int width)
    {
        Check(dtype, x => ByKernel(activation, x), x => ByOperations(activation, x), Normal(1, rows, width).mul(4), Normal(2, rows, width));
        Check(dtype, x => ByKernel(activation, x), x => ByOperations(activation, x), Normal(1, rows, 2 * width).mul(4));
    }

    [Theory, InlineData("silu"), InlineData("gelu_new")]
    public void Extreme_gates_are_open_or_shut(string activation)
    {
        float[] extreme = [-1e30f, -200, -89, -87, 0, 88, 89, 200, 1e30f];
        Tensor gate = torch.tensor(extreme).view(1, -1), up = torch.ones_like(gate);

        Tensor seen = ByKernel(activation, [gate, up]);

        Closeness.Difference(seen, ByOperations(activation, [gate.to_type(ScalarType.Float64), up.to_type(ScalarType.Float64)])).Should().BeLessThan(1e-6);
        seen.isfinite().all().item<bool>().Should().BeTrue();
        ByKernel(activation, [gate.mul(float.NaN), up]).isnan().all().item<bool>().Should().BeTrue();
    }

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.BFloat16)]
    public void It_has_the_same_bits_on_any_number_of_threads(ScalarType dtype)
    {
        CheckThreads(x => ByKernel("silu", x), Normal(1, 301, 333).to_type(dtype), Normal(2, 301, 333).to_type(dtype));
        CheckThreads(x => ByKernel("gelu_new", x), Normal(1, 301, 666).to_type(dtype));
    }

    private static Tensor ByKernel(string activation, Tensor[] inputs) => inputs is [Tensor gate, Tensor up]
        ? GatedActivationKernel.Apply(gate, up, activation == "gelu_new")
        : GatedActivationKernel.Apply(inputs[0], activation == "gelu_new");

    private static Tensor ByOperations(string activation, Tensor[] inputs)
    {
        if (inputs is [Tensor both])
        {
            long half = both.shape[1] / 2;
            inputs = [both.narrow(1, 0, half), both.narrow(1, half, half)];
        }
        return ActivationFunction.Named(activation)(inputs[0]).mul(inputs[1]);
    }
}
