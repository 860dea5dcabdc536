namespace Kif.Baselines.Tests.Ogd;

/// <summary>The basis of orthogonal gradient descent (algorithms.md 10.9).</summary>
public sealed class OgdTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void A_vector_loses_what_lies_along_the_basis()
    {
        Tensor basis = OgdStrategy.With(OgdStrategy.With(null, torch.tensor([3.0, 0, 0])), torch.tensor([1.0, 2, 0]))!;
        basis.data<double>().ToArray().Should().Equal(1, 0, 0, 0, 1, 0);
        OgdStrategy.Outside(torch.tensor([5.0, -4, 7]), basis).data<double>().ToArray().Should().Equal(0, 0, 7);
    }

    [Fact]
    public void The_basis_stays_orthonormal_and_takes_no_direction_twice()
    {
        var random = new RandomStream(5);
        Tensor Any() => torch.tensor([.. Enumerable.Range(0, 50).Select(_ => random.NextNormal())]);
        Tensor? basis = null;
        Tensor first = Any();
        for (int i = 0; i < 30; i++) basis = OgdStrategy.With(basis, i == 0 ? first : Any() * 1e-3 + first);
        basis!.shape.Should().Equal(30, 50);
        (torch.mm(basis, basis.t()) - torch.eye(30, dtype: ScalarType.Float64)).abs().max().ToDouble().Should().BeLessThan(1e-12);
        OgdStrategy.With(basis, first * 2).Should().BeSameAs(basis);
        OgdStrategy.With(basis, torch.zeros(50, dtype: ScalarType.Float64)).Should().BeSameAs(basis);
    }
}
