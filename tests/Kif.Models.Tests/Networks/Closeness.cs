namespace Kif.Models.Tests.Networks;

/// <summary>Compares tensors as a whole.</summary>
internal static class Closeness
{
    /// <summary>Norm of the difference over the norm of the reference, in float64.</summary>
    public static double Difference(Tensor seen, Tensor wanted)
    {
        seen.shape.Should().Equal(wanted.shape);
        using Tensor a = seen.detach().to_type(ScalarType.Float64), b = wanted.to_type(ScalarType.Float64);
        return ((a - b).norm() / b.norm()).item<double>();
    }
}
