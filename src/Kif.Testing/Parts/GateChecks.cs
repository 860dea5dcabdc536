using Kif.Models;

namespace Kif.Testing;

/// <summary>The check that gates scale the adapters of their own examples.</summary>
internal static class GateChecks
{
    public static void Gated(BackboneUnderTest subject)
    {
        using LanguageModel plain = subject.Model();
        if (plain.Backbone.EmbeddingTable is null) throw new NotApplicableException("the family names no embeddings of prompts, so its adapters have no gates");
        using var gated = (LanguageModel)plain.WithGates(new() { Hidden = 3 });
        Tensor weights = BackboneUnderTest.Perturbed(gated);
        EncodedExample[] examples = BackboneUnderTest.Examples(4);
        using TokenBatch batch = gated.Collate(examples);
        double[] gates = [.. gated.Gates(batch, weights)!.contiguous().data<double>()];
        if (gates.Distinct().Count() < 2 || gates.Any(g => !(g is >= 0 and < 0.9641)))
            throw new ConformanceException($"has the gates {string.Join(", ", gates.Select(g => g.ToString("G3")))} for {examples.Length} prompts");
        IReadOnlyList<int[]> answers = gated.Generate(examples, weights, 5);
        Tensor logits = gated.Forward(batch, weights).Logits;
        Tensor[] wanted = [.. examples.Select((example, i) =>
        {
            using TokenBatch one = plain.Collate([example]);
            Tensor scaled = Scaled(plain.Space, weights, gates[i]);
            if (!plain.Generate([example], scaled, 5)[0].SequenceEqual(answers[i]))
                throw new ConformanceException($"continues prompt {i} of {examples.Length} otherwise than with the output of its adapters times its gate");
            return plain.Forward(one, scaled).Logits;
        })];
        double off = (torch.cat(wanted) - logits).abs().max().ToDouble();
        if (!(off < 1e-8)) throw new ConformanceException($"gives other logits than with each text's adapters times its gate, by up to {off:G3}");
    }

    /// <summary>Returns weights without gates whose adapters give as much as with this one.</summary>
    private static Tensor Scaled(ParameterSpace space, Tensor weights, double gate)
    {
        Tensor all = weights.narrow(0, 0, space.Length).clone();
        foreach (ParameterInfo b in space.Parameters.Where(p => p.Role == ParameterRole.LoraB)) space.View(all, b).mul_(gate);
        return all;
    }
}
