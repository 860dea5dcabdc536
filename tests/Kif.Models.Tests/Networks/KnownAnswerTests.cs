using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>Every model of the fixtures against the reference implementation's numbers.</summary>
public sealed class KnownAnswerTests(ITestOutputHelper output)
{
    public static TheoryData<string> Models => [.. Fixtures.Folders("models")];

    [Theory, MemberData(nameof(Models))]
    public void Logits_loss_and_gradients_are_the_references(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var known = new KnownModel(name);
        using var model = LanguageModel.WithAllWeights(known.Backbone);
        using TokenBatch batch = known.Batch();
        Tensor weights = model.InitialWeights(new(1)).requires_grad_();

        double logitsOff = known.LogitsOff(model, batch, weights);
        ForwardResult result = model.Forward(batch, weights);
        double lossOff = known.LossOff(result.Loss);
        Tensor gradient = torch.autograd.grad([result.Loss], [weights])[0];
        double gradientOff = known.Expected.Names.Where(n => n.StartsWith("grad.", StringComparison.Ordinal)).DefaultIfEmpty()
            .Max(n => n is null ? 0 : Closeness.Difference(model.Space.View(gradient, model.Space[n[5..]]), known.Expected.Load(n)));

        output.WriteLine($"{name}: logits {logitsOff:e1}, loss {lossOff:e1}, gradients {gradientOff:e1}");
        logitsOff.Should().BeLessThan(2e-5);
        lossOff.Should().BeLessThan(1e-5);
        gradientOff.Should().BeLessThan(1e-4);
    }

    [Theory, MemberData(nameof(Models))]
    public void Greedy_generation_is_the_references(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var known = new KnownModel(name);
        using var model = LanguageModel.WithAllWeights(known.Backbone);
        using TokenBatch batch = known.Batch();
        if (known.Answers(batch) is not { } wanted)
        {
            Assert.Skip("the reference generated nothing here");
            return;
        }

        IReadOnlyList<int[]> seen = model.Generate(known.Prompts(batch), model.InitialWeights(new(1)), 12);

        seen.Should().HaveCount(wanted.Length);
        for (int i = 0; i < wanted.Length; i++) seen[i].Should().Equal(wanted[i]);
    }
}
