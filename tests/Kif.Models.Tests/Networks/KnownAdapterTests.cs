using System.Text.Json;
using Kif.Models.Backbones;
using Kif.Models.Safetensors;
using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>Every adapter of the fixtures against the reference implementation's numbers.</summary>
public sealed class KnownAdapterTests(ITestOutputHelper output)
{
    public static TheoryData<string> Adapters => [.. Fixtures.Folders("adapters")];

    [Theory, MemberData(nameof(Adapters))]
    public void Logits_loss_and_gradients_are_the_references(string name)
    {
        using var scope = torch.NewDisposeScope();
        string folder = Path.Combine(Fixtures.Root, "adapters", name);
        using var known = new KnownModel(KnownModel.Json(folder, "expected.json").GetProperty("base").GetString()!, expected: folder);
        JsonElement config = KnownModel.Json(folder, "adapter_config.json");
        using var model = LanguageModel.WithAdapters(known.Backbone, new()
        {
            Rank = config.GetProperty("r").GetInt32(),
            Alpha = config.GetProperty("lora_alpha").GetDouble(),
            Dropout = 0,
            Targets = [.. config.GetProperty("target_modules").EnumerateArray().Select(t => t.GetString()!)],
        });
        using SafetensorsFile stored = SafetensorsFile.Open(Path.Combine(folder, "adapter_model.safetensors"));
        model.Space.Parameters.Select(p => p.Name).Should().BeEquivalentTo(stored.Names);
        Tensor weights = torch.cat([.. model.Space.Parameters.Select(p => stored.Load(p.Name).view(-1))]).requires_grad_();
        using TokenBatch batch = known.Batch();

        Tensor logits = model.Logits(batch, weights);
        if (known.Backbone.Architecture != ModelArchitecture.EncoderDecoder) logits = logits.mul(batch.AttentionMask.unsqueeze(-1));
        double logitsOff = Closeness.Difference(logits, known.Expected.Load("logits"));
        ForwardResult result = model.Forward(batch, weights);
        double lossOff = Math.Abs(result.Loss.item<float>() / known.Expected.Load("loss").item<float>() - 1);
        Tensor gradient = torch.autograd.grad([result.Loss], [weights])[0];
        double gradientOff = model.Space.Parameters.Max(p => Closeness.Difference(model.Space.View(gradient, p), known.Expected.Load("grad." + p.Name)));

        double mergedOff = 0;
        model.Export(weights, all => mergedOff = known.Expected.Names.Where(n => n.StartsWith("merged.", StringComparison.Ordinal)).Select(n => Closeness.Difference(all[n[7..]], known.Expected.Load(n)))
            .DefaultIfEmpty().Max());

        output.WriteLine($"{name}: logits {logitsOff:e1}, loss {lossOff:e1}, gradients {gradientOff:e1}, merged {mergedOff:e1}");
        logitsOff.Should().BeLessThan(2e-5);
        lossOff.Should().BeLessThan(1e-5);
        gradientOff.Should().BeLessThan(1e-4);
        mergedOff.Should().BeLessThan(1e-6);
    }
}
