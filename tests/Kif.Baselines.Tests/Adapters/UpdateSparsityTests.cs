using Kif.Tests;

namespace Kif.Baselines.Tests.Adapters;

/// <summary>The penalty of N-LoRA (algorithms.md 10.15).</summary>
public sealed class UpdateSparsityTests : IDisposable
{
    private static readonly double[] A = [0.2, -0.4, 0.1, 0.3, 0.5, -0.2], B = [0.1, 0, 0, -0.2, 0.2, 0.3];
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(true, 0.4, 1.128, new[] { 0.1, -0.2, 0.5, -0.1, 0.2, -0.5, -0.1, -0.1, -0.9, -0.9, 0.3, 0.3 })]
    [InlineData(false, 0.002, 1.00102, new[] { 0.3, 0.1, -0.1, 0.5, 0.5, -0.5, 0.7, -0.4, 0.3, -1, -0.3, 1 })]
    public void Value_and_gradients_are_those_worked_by_hand(bool reversed, double weight, double total, double[] gradients)
    {
        ParameterSpace space = Space(3, 3);
        var part = new UpdateSparsity(weight, reversed);
        part.AttachSpace(new() { Space = space });
        Tensor weights = torch.tensor([.. A, .. B], requires_grad: true);
        Tensor penalty = part.Penalty(Hook.Penalty(space, weights))!;

        (1 + penalty.ToDouble()).Should().BeApproximately(total, 1e-12);
        penalty.backward();
        (weights.grad! / weights.grad!.abs().max()).data<double>().ToArray().Should()
            .Equal(gradients.Select(g => g / gradients.Max(Math.Abs)), (x, y) => Math.Abs(x - y) < 1e-12);
        (weights.grad!.abs().max().ToDouble() / weight).Should().BeApproximately(gradients.Max(Math.Abs), 1e-12);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(700)]
    public void Rows_of_outputs_after_rows_give_what_the_whole_update_gives(long modules)
    {
        // 700 modules of 200 inputs: 16 million elements are 119 rows.
        Tensor a = torch.randn([modules, 2, 200], ScalarType.Float64, generator: new torch.Generator(1)).requires_grad_();
        Tensor b = torch.randn([modules, 150, 2], ScalarType.Float64, generator: new torch.Generator(2)).requires_grad_();
        Tensor value = UpdateSparsity.OfUpdates(a, b), whole = torch.matmul(b, a).abs().sum();
        value.ToDouble().Should().BeApproximately(whole.ToDouble(), 1e-12 * whole.ToDouble());
        value.backward();
        Tensor[] blocks = [a.grad!.clone(), b.grad!.clone()];
        (a.grad, b.grad) = (null, null);
        whole.backward();
        foreach ((Tensor mine, Tensor theirs) in blocks.Zip([a.grad!, b.grad!])) (mine - theirs).abs().max().ToDouble().Should().BeLessThan(1e-10);
    }

    [Fact]
    public void At_zero_there_is_no_gradient()
    {
        Tensor a = torch.ones([1, 2, 3], ScalarType.Float64).requires_grad_(), b = torch.zeros([1, 3, 2], ScalarType.Float64).requires_grad_();
        UpdateSparsity.OfUpdates(a, b).backward();
        (a.grad!.abs().sum() + b.grad!.abs().sum()).ToDouble().Should().Be(0);
    }

    [Fact]
    public void What_the_published_code_cannot_multiply_is_refused_by_name()
    {
        FluentActions.Invoking(() => new UpdateSparsity(1, true).AttachSpace(new() { Space = Space(3, 4) })).Should().Throw<CompositionException>()
            .WithMessage("*OfficialCode*'m' has 3 inputs and 4 outputs*");
        new UpdateSparsity(1, false).AttachSpace(new() { Space = Space(3, 4) });
        FluentActions.Invoking(() => new UpdateSparsity(1, false).AttachSpace(
            new() { Space = new([new("w", new("m"), ParameterRole.Weight, [2, 2])], ScalarType.Float64) })).Should().Throw<CompositionException>()
            .WithMessage("*LoRA factors in pairs, and this model trains none");
    }

    private static ParameterSpace Space(long inputs, long outputs) => new(
    [
        new("m.lora_A.weight", new("m"), ParameterRole.LoraA, [2, inputs]), new("m.lora_B.weight", new("m"), ParameterRole.LoraB, [outputs, 2]),
    ], ScalarType.Float64);
}
