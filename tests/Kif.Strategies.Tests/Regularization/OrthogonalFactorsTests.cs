using Kif.Tests;

namespace Kif.Strategies.Tests.Regularization;

/// <summary>algorithms.md 14.6.</summary>
public sealed class OrthogonalFactorsTests
{
    private static readonly ParameterSpace Space = LoraSpace.Of(2, ("m", 3, 3));
    private static readonly double[] A = [0.6, 0.8, 0, 0.5, 0, 0.5], B = [1, 0, 0, 0.5, 0, 0.5];

    [Fact]
    public void Value_and_gradient_are_those_of_the_worked_example()
    {
        (double value, double[] gradient) = Penalty([.. A, .. B]);
        value.Should().BeApproximately(0.0577871926215, 1e-12);
        double[] wanted = [0.0228747855499, 0, 0.0228747855499, -0.0106748999233, 0.0365996568798, -0.0381246425832, 0, 0, 0, -0.05, 0, -0.05];
        for (int i = 0; i < wanted.Length; i++) gradient[i].Should().BeApproximately(wanted[i], 1e-12);
    }

    [Fact]
    public void Squared_norms_are_an_option() => Penalty([.. A, .. B], squared: true).Item1.Should().BeApproximately(0.034, 1e-12);

    [Fact]
    public void At_initialization_B_contributes_the_root_of_the_rank_and_no_gradient()
    {
        (double value, double[] gradient) = Penalty([.. A, .. new double[6]]);
        value.Should().BeApproximately(0.10349787074, 1e-11);
        gradient[6..].Should().OnlyContain(g => g == 0);
    }

    [Fact]
    public void Orthonormal_factors_cost_nothing_and_have_a_finite_gradient()
    {
        (double value, double[] gradient) = Penalty([1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0]);
        value.Should().Be(0);
        gradient.Should().OnlyContain(g => g == 0);
    }

    [Fact]
    public void Modules_of_different_ranks_cost_the_mean_over_all_factors()
    {
        (double value, double[] gradient) = Penalty([.. A, .. B, 3, 0, 0, 0, 2, 0], LoraSpace.Of(("m", 3, 3, 2), ("n", 3, 3, 1)));

        // The worked example's two norms, and |9 − 1| and |4 − 1| of the module of rank 1.
        value.Should().BeApproximately((2 * 0.0577871926215 / 0.1 + 8 + 3) * 0.1 / 4, 1e-12);
        gradient[12].Should().BeApproximately(0.1 / 4 * 2 * 3, 1e-12);
    }

    private static (double, double[]) Penalty(double[] weights, ParameterSpace? space = null, bool squared = false)
    {
        space ??= Space;
        using var scope = torch.NewDisposeScope();
        var part = new OrthogonalFactors(new() { Squared = squared });
        part.AttachSpace(new SpaceAttachment { Space = space });
        Tensor leaf = torch.tensor(weights).requires_grad_();
        Tensor penalty = part.Penalty(Hook.Penalty(space, leaf))!;
        return (penalty.ToDouble(), torch.autograd.grad([penalty], [leaf])[0].data<double>().ToArray());
    }
}
