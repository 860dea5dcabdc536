using Kif.Models.Tests.Networks;
using static Kif.Models.Tests.Kernels.KernelComparison;

namespace Kif.Models.Tests.Kernels;

/// <summary>Matrix products of float32 by kernels, and the linear maps that use them.</summary>
public sealed class LinearProductsTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly int threads = torch.get_num_threads();

    /// <summary>Rows, inputs and outputs: whole tiles, rests of every kind, one of each, and lengths that are cut.</summary>
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 8, 1 }, { 1, 576, 192 }, { 2, 9, 5 }, { 3, 16, 4 }, { 4, 577, 63 }, { 5, 15, 16 }, { 6, 256, 16 }, { 7, 257, 33 }, { 31, 1536, 576 }, { 50, 4100, 37 },
        { 200, 64, 48 }, { 2, 2049, 18 }, { 17, 11, 1000 },
    };

    public void Dispose()
    {
        torch.set_num_threads(threads);
        scope.Dispose();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Products_are_those_of_float64(int rows, int inputs, int outputs)
    {
        Require();
        (Tensor x, Tensor w, Tensor bias) = (Numbers(1, rows, inputs), Numbers(2, outputs, inputs), Numbers(3, outputs));
        Tensor expected = Wide(x).mm(Wide(w).t());

        Distance(InnerProducts.Compute(x, w, null), expected).Should().BeLessThan(1e-6);
        Distance(InnerProducts.Compute(x, w, bias), expected + Wide(bias)).Should().BeLessThan(1e-6);
        Distance(OuterProducts.Compute(x, w.t().contiguous(), null), expected).Should().BeLessThan(1e-6);
        Distance(OuterProducts.Compute(x, w.t().contiguous(), bias), expected + Wide(bias)).Should().BeLessThan(1e-6);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bits_depend_neither_on_threads_nor_on_other_rows(int rows, int inputs, int outputs)
    {
        Require();
        (Tensor x, Tensor w, Tensor more) = (Numbers(1, rows, inputs), Numbers(2, outputs, inputs), Numbers(4, 67, inputs));
        Tensor columns = w.t().contiguous();
        torch.set_num_threads(1);
        (Tensor inner, Tensor outer) = (InnerProducts.Compute(x, w, null), OuterProducts.Compute(x, columns, null));

        torch.set_num_threads(3);
        InnerProducts.Compute(x, w, null).bytes.SequenceEqual(inner.bytes).Should().BeTrue();
        OuterProducts.Compute(x, columns, null).bytes.SequenceEqual(outer.bytes).Should().BeTrue();
        Tensor all = torch.cat([more, x]);
        InnerProducts.Compute(all, w, null).narrow(0, 67, rows).contiguous().bytes.SequenceEqual(inner.bytes).Should().BeTrue();
        OuterProducts.Compute(all, columns, null).narrow(0, 67, rows).contiguous().bytes.SequenceEqual(outer.bytes).Should().BeTrue();
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Numbers_that_are_not_finite_stay_in_their_row(float number)
    {
        Require();
        Tensor x = torch.ones(7, 21), w = torch.ones(19, 21);
        x[3, 18] = number;

        foreach (Tensor y in new[] { InnerProducts.Compute(x, w, null), OuterProducts.Compute(x, w.t().contiguous(), null) })
        {
            y.isfinite().all(1).data<bool>().ToArray().Should().Equal(true, true, true, false, true, true, true);
            float.IsNaN(y[3, 0].item<float>()).Should().Be(float.IsNaN(number), "a vector at the end counts nothing twice");
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Linear_maps_have_the_gradients_of_float64(bool transposed, bool biased)
    {
        if (!LinearProducts.Available) Assert.Skip("kernels multiply on AMD processors only");
        Tensor x = Numbers(1, 13, 96).requires_grad_(), above = Numbers(3, 13, 80);
        Tensor weight = transposed ? Numbers(2, 96, 80).t() : Numbers(2, 80, 96);
        Tensor? bias = biased ? Numbers(4, 80) : null;

        LinearProducts.Takes(x, weight, bias).Should().BeTrue();
        Tensor y = LinearProducts.Linear(x, weight, bias), gradient = torch.autograd.grad([y], [x], [above])[0];

        Distance(y.detach(), torch.nn.functional.linear(Wide(x.detach()), Wide(weight), bias is null ? null : Wide(bias))).Should().BeLessThan(1e-6);
        Distance(gradient, Wide(above).mm(Wide(weight))).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Other_maps_are_left_to_libtorch()
    {
        Tensor x = torch.ones(16, 96), weight = torch.ones(80, 96);
        LinearProducts.Takes(x.to_type(ScalarType.Float64), weight.to_type(ScalarType.Float64), null).Should().BeFalse("it is float64");
        LinearProducts.Takes(x, weight.clone().requires_grad_(), null).Should().BeFalse("its weight is trained");
        LinearProducts.Takes(x, weight, torch.ones(80).requires_grad_()).Should().BeFalse("its bias is trained");
        LinearProducts.Takes(x.unsqueeze(0), weight, null).Should().BeFalse("it is no matrix");
        LinearProducts.Takes(torch.ones(1, 16), torch.ones(16, 16), null).Should().BeFalse("it is small");
    }

    private static void Require()
    {
        if (!InnerProducts.IsSupported) Assert.Skip("the processor has no vectors of eight numbers with fused multiplication");
    }

    private static Tensor Numbers(int seed, params long[] shape) => Normal(seed, shape).to_type(ScalarType.Float32);

    private static Tensor Wide(Tensor x) => x.to_type(ScalarType.Float64);

    private static double Distance(Tensor x, Tensor expected) => Closeness.Difference(Wide(x), expected);
}
