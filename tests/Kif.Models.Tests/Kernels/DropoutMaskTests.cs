using Kif.Models.Tests.Networks;
using static Kif.Models.Tests.Kernels.KernelComparison;

namespace Kif.Models.Tests.Kernels;

/// <summary>Dropout by the kernel has the masks and the values of a product with the mask.</summary>
public sealed class DropoutMaskTests
{
    public static MatrixTheoryData<ScalarType, int, double> Cases => new([ScalarType.Float32, ScalarType.BFloat16], [1, 15, 16, 1023, 5000], [0.1, 0.5, 0.99]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_a_product_with_the_mask(ScalarType dtype, int count, double rate)
    {
        Tensor x = Normal(1, count).to_type(dtype).requires_grad_(), mask = Mask(x, rate);

        Tensor seen = DropoutMask.Apply(x, rate, new RandomStream(3)), factors = Normal(2, count).to_type(dtype);

        seen.eq(x.mul(mask)).all().item<bool>().Should().BeTrue();
        torch.autograd.grad([seen], [x], [factors])[0].eq(factors.mul(mask)).all().item<bool>().Should().BeTrue();
        using (torch.no_grad()) DropoutMask.Apply(x, rate, new RandomStream(3)).eq(seen).all().item<bool>().Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void After_relu_they_are_those_of_a_product_as_well(ScalarType dtype, int count, double rate)
    {
        Tensor x = Normal(1, count).to_type(dtype).requires_grad_(), mask = Mask(x, rate), factors = Normal(2, count).to_type(dtype);
        Tensor wanted = torch.nn.functional.relu(x).mul(mask);

        Tensor seen = DropoutMask.ApplyToRelu(x, rate, new RandomStream(3));

        seen.eq(wanted).all().item<bool>().Should().BeTrue();
        torch.autograd.grad([seen], [x], [factors])[0].eq(torch.autograd.grad([wanted], [x], [factors])[0]).all().item<bool>().Should().BeTrue();
        using (torch.no_grad()) DropoutMask.ApplyToRelu(x, rate, new RandomStream(3)).eq(wanted).all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Other_types_and_views_draw_the_same_masks()
    {
        Tensor x = Normal(1, 8, 12), single = x.to_type(ScalarType.Float32);

        Tensor wide = DropoutMask.Apply(x, 0.3, new RandomStream(3)), view = DropoutMask.Apply(single.t(), 0.3, new RandomStream(3));

        wide.eq(0).eq(DropoutMask.Apply(single, 0.3, new RandomStream(3)).eq(0)).all().item<bool>().Should().BeTrue();
        view.eq(DropoutMask.Apply(single.t().contiguous(), 0.3, new RandomStream(3))).all().item<bool>().Should().BeTrue();
        DropoutMask.ApplyToRelu(x, 0.3, new RandomStream(3)).eq(torch.nn.functional.relu(wide)).all().item<bool>().Should().BeTrue();
        DropoutMask.Apply(single, 0.001, new RandomStream(3)).Should().BeSameAs(single);
    }

    [Fact]
    public void It_has_the_same_bits_on_any_number_of_threads() =>
        CheckThreads(
            x => DropoutMask.ApplyToRelu(DropoutMask.Apply(x[0], 0.2, new RandomStream(3)), 0.2, new RandomStream(4)),
            Normal(1, 301, 333).to_type(ScalarType.Float32));

    private static Tensor Mask(Tensor x, double rate)
    {
        Tensor kept = DropoutMask.Draw(x.shape, new RandomStream(3)).ge(DropoutMask.Dropped(rate));
        return kept.to_type(x.dtype).mul(256.0 / (256 - DropoutMask.Dropped(rate)));
    }
}
