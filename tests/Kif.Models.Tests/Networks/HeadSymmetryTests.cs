namespace Kif.Models.Tests.Networks;

/// <summary>What backbones say about their heads is true: the heads of an attention can change places, parts and all, and the model stays the same.</summary>
public sealed class HeadSymmetryTests
{
    [Theory]
    [InlineData("t5", "decoder.block.0.layer.1.EncDecAttention", 2)]
    [InlineData("llama", "model.layers.1.self_attn", 2)]
    [InlineData("gpt2", "attn", 4)]
    [InlineData("bert", "attention", 4)]
    [InlineData("phi3", "model.layers.1.self_attn", 2)]
    [InlineData("gemma3", "model.layers.0.self_attn", 2)]
    [InlineData("modernbert", "model.layers.0.attn", 4)]
    public void Two_heads_that_change_places_leave_the_loss_as_it_was(string family, string attention, int heads)
    {
        using var scope = torch.NewDisposeScope();
        using ILanguageModel model = LanguageModel.WithAllWeights(SmallModels.Of(family));
        SkillUnits units = new HeadUnits(new()).Decompose(model.Space);
        int[] mine = [.. Enumerable.Range(0, units.Count)
            .Where(u => units.Names[u].Split("|||") is [var path, _] && path.EndsWith(attention, StringComparison.Ordinal)).Take(heads)];
        mine.Should().HaveCount(heads);
        long[] owner = units.Spread([.. Enumerable.Range(0, units.Count).Select(u => (double)u)], -1).to_type(ScalarType.Int64).data<long>().ToArray();
        int[] Entries(int unit) => [.. Enumerable.Range(0, owner.Length).Where(i => owner[i] == unit)];
        (int[] first, int[] last) = (Entries(mine[0]), Entries(mine[^1]));
        first.Should().HaveSameCount(last);
        double[] weights = SmallModels.Trained(model).data<double>().ToArray(), swapped = [.. weights], copied = [.. weights];
        for (int i = 0; i < first.Length; i++)
        {
            (swapped[first[i]], swapped[last[i]]) = (weights[last[i]], weights[first[i]]);
            copied[first[i]] = weights[last[i]];
        }
        double before = Loss(model, weights);
        (Loss(model, swapped) / before).Should().BeApproximately(1, 1e-12);
        Math.Abs(Loss(model, copied) / before - 1).Should().BeGreaterThan(1e-6, "the heads differ");
    }

    private static double Loss(ILanguageModel model, double[] weights)
    {
        using TokenBatch batch = model.Collate(SmallModels.Examples(4));
        return model.Forward(batch, torch.tensor(weights)).Loss.ToDouble();
    }
}
