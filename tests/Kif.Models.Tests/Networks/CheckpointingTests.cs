namespace Kif.Models.Tests.Networks;

/// <summary>Blocks computed again in the backward pass.</summary>
public sealed class CheckpointingTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public static MatrixTheoryData<string, bool> Cases => new(SmallModels.Names, [true, false]);

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_and_gradients_are_those_of_kept_activations_with_dropout_on(string family, bool adapters)
    {
        (double loss, Tensor gradient) = Step(family, adapters, false);
        (double lossAgain, Tensor gradientAgain) = Step(family, adapters, true);

        lossAgain.Should().BeApproximately(loss, 1e-14);
        Closeness.Difference(gradientAgain, gradient).Should().BeLessThan(1e-13);
    }

    [Fact]
    public void A_pass_can_be_differentiated_twice()
    {
        using var model = LanguageModel.WithAdapters(SmallModels.T5(), new() { Dropout = 0.3 }, new() { Checkpointing = true });
        using TokenBatch batch = model.Collate(SmallModels.Examples(3));
        Tensor leaf = SmallModels.Trained(model).requires_grad_();
        Tensor loss = model.Forward(batch, leaf, new(new(4))).Loss;

        Tensor first = torch.autograd.grad([loss], [leaf], retain_graph: true)[0], second = torch.autograd.grad([loss], [leaf])[0];

        second.eq(first).all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void Whoever_watches_outputs_sees_each_once()
    {
        var seen = new Dictionary<string, int>();
        using var model = LanguageModel.WithAdapters(SmallModels.Llama(), new(), new() { Checkpointing = true });
        using TokenBatch batch = model.Collate(SmallModels.Examples(3));
        Tensor leaf = SmallModels.Trained(model).requires_grad_();

        Tensor loss = model.Forward(batch, leaf, new(new(4), new Counter(seen))).Loss;
        torch.autograd.grad([loss], [leaf])[0].norm().item<double>().Should().BePositive();

        seen.Keys.Should().BeEquivalentTo(model.Space.Parameters.Select(p => p.Name));
        seen.Values.Should().OnlyContain(count => count == 1);
    }

    private static (double Loss, Tensor Gradient) Step(string family, bool adapters, bool checkpointing)
    {
        var options = new LanguageModelOptions { BaseDropout = 0.1, Checkpointing = checkpointing };
        using LanguageModel model = adapters
            ? LanguageModel.WithAdapters(SmallModels.Of(family), new() { Dropout = 0.2 }, options)
            : LanguageModel.WithAllWeights(SmallModels.Of(family), options);
        using TokenBatch batch = model.Collate(SmallModels.Examples(4));
        Tensor leaf = SmallModels.Trained(model).requires_grad_();
        Tensor loss = model.Forward(batch, leaf, new(new(9))).Loss;
        return (loss.item<double>(), torch.autograd.grad([loss], [leaf])[0]);
    }

    private sealed class Counter(Dictionary<string, int> seen) : IOutputObserver
    {
        public void Observe(string parameter, Tensor output) => seen[parameter] = seen.GetValueOrDefault(parameter) + 1;
    }
}
