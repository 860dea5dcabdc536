namespace Kif.Models.Tests.Networks;

/// <summary>Every family with a frozen base in bfloat16 and adapters in float32.</summary>
public sealed class FamilyPrecisionTests
{
    [Theory, MemberData(nameof(SmallModels.Families), MemberType = typeof(SmallModels))]
    public void A_base_in_bfloat16_computes_nearly_what_one_in_float32_does(string family)
    {
        using var scope = torch.NewDisposeScope();
        using var half = LanguageModel.WithAdapters(SmallModels.Of(family, ScalarType.BFloat16));
        using var whole = LanguageModel.WithAdapters(SmallModels.Of(family, ScalarType.Float32));
        using TokenBatch batch = whole.Collate(SmallModels.Examples(3));
        Tensor weights = SmallModels.Trained(whole).mul(0.3).requires_grad_();

        Closeness.Difference(half.Logits(batch, weights), whole.Logits(batch, weights)).Should().BeLessThan(0.05);
        Tensor gradient = torch.autograd.grad([half.Forward(batch, weights).Loss], [weights])[0], wanted = torch.autograd.grad([whole.Forward(batch, weights).Loss], [weights])[0];
        gradient.dtype.Should().Be(ScalarType.Float32);
        Closeness.Difference(gradient, wanted).Should().BeLessThan(0.2);
        half.Generate(SmallModels.Examples(3), weights.detach(), 4).Should().HaveCount(3).And.OnlyContain(ids => ids.Length >= 1 && ids.Length <= 4);
    }
}
