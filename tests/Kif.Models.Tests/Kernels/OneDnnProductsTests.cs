using Kif.Models.Tests.Networks;
using static Kif.Models.Tests.Kernels.KernelComparison;

namespace Kif.Models.Tests.Kernels;

/// <summary>Linear maps of float32 by oneDNN.</summary>
public sealed class OneDnnProductsTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public static TheoryData<int, int, int> Shapes => new()
    {
        { 128, 512, 512 }, { 160, 576, 192 }, { 192, 192, 576 }, { 256, 576, 1536 }, { 320, 1536, 576 }, { 1024, 64, 512 }, { 1152, 512, 2048 },
        { 131, 577, 1001 }, { 1000, 576, 576 }, { 129, 2048, 512 },
    };

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Products_and_gradients_are_those_of_float64(int rows, int inputs, int outputs)
    {
        if (!OneDnnProducts.Available) Assert.Skip("MKL is as fast on this processor, so oneDNN is not used");
        Tensor x = Normal(1, rows, inputs).to_type(ScalarType.Float32), weight = Normal(2, outputs, inputs).to_type(ScalarType.Float32);
        Tensor above = Normal(3, rows, outputs).to_type(ScalarType.Float32), leaf = x.detach().requires_grad_();

        OneDnnProducts.Take(leaf, weight).Should().BeTrue();
        Tensor y = LinearProducts.Linear(leaf, weight), gradient = torch.autograd.grad([y], [leaf], [above])[0];

        Closeness.Difference(y.detach().to_type(ScalarType.Float64), Wide(x).mm(Wide(weight).t())).Should().BeLessThan(1e-6);
        Closeness.Difference(gradient.to_type(ScalarType.Float64), Wide(above).mm(Wide(weight))).Should().BeLessThan(1e-6);
        LinearProducts.Linear(x, weight).bytes.SequenceEqual(y.detach().bytes).Should().BeTrue("the same product has the same bits again");
    }

    [Fact]
    public void Small_products_are_left_to_others()
    {
        OneDnnProducts.Take(torch.ones(64, 512), torch.ones(512, 512)).Should().BeFalse("it has few rows");
        OneDnnProducts.Take(torch.ones(128, 16), torch.ones(16, 16)).Should().BeFalse("it is small");
    }

    [Fact]
    public void Numbers_that_are_not_finite_come_through()
    {
        if (!OneDnnProducts.Available) Assert.Skip("MKL is as fast on this processor, so oneDNN is not used");
        Tensor x = torch.ones(144, 640), weight = torch.ones(512, 640);
        x[3, 5] = float.NaN;

        OneDnnProducts.Product(x, weight).isnan().any(1).sum().item<long>().Should().Be(1);
    }

    private static Tensor Wide(Tensor x) => x.to_type(ScalarType.Float64);
}
