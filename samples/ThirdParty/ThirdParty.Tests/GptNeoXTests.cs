using Kif;
using Kif.Models;
using ThirdParty.GptNeoX;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ThirdParty.Tests;

/// <summary>A tiny random GPT-NeoX with what transformers computes on it: left padding, half of each head rotated.</summary>
public sealed class GptNeoXTests : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "known", "gpt-neox");
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SafetensorsFile known = SafetensorsFile.Open(Path.Combine(Folder, "expected.safetensors"));
    private readonly LanguageModel model;

    public GptNeoXTests()
    {
        var catalog = new KifCatalog();
        new GptNeoXPlugin().Register(catalog);
        model = LanguageModel.WithAllWeights(PretrainedBackbones.Load(ModelFolder.Open(Folder), catalog: catalog));
    }

    [Fact]
    public void Logits_loss_and_gradients_are_those_of_transformers()
    {
        Tensor labels = known.Load("labels"), mask = known.Load("attention_mask");
        var batch = new TokenBatch(known.Load("input_ids"), mask, labels, labels.narrow(1, 1, labels.shape[1] - 1).ne(-100).sum().item<long>());
        Tensor weights = model.InitialWeights(new(1)).requires_grad_();
        Assert.True(Difference(model.Logits(batch, weights) * mask.unsqueeze(-1), known.Load("logits_on_unpadded")) < 2e-5);
        Tensor loss = model.Forward(batch, weights).Loss;
        Assert.Equal(known.Load("loss").item<float>(), loss.item<float>(), 5);
        Tensor gradient = autograd.grad([loss], [weights])[0];
        string[] names = [.. known.Names.Where(n => n.StartsWith("grad.", StringComparison.Ordinal))];
        Assert.Equal(6, names.Length);
        foreach (string name in names)
            Assert.True(Difference(model.Space.View(gradient, model.Space[name["grad.".Length..]]), known.Load(name)) < 1e-4, name);
    }

    [Fact]
    public void Greedy_decoding_is_that_of_transformers()
    {
        Tensor ids = known.Load("input_ids"), mask = known.Load("attention_mask"), generated = known.Load("generated");
        int rows = (int)ids.shape[0], prompt = (int)ids.shape[1];
        EncodedExample[] prompts = [.. Enumerable.Range(0, rows)
            .Select(r => new EncodedExample(Numbers(ids[r].masked_select(mask[r].to_type(ScalarType.Bool))), []))];
        IReadOnlyList<int[]> answers = model.Generate(prompts, model.InitialWeights(new(1)), (int)generated.shape[1] - prompt);
        for (int r = 0; r < rows; r++)
        {
            int[] wanted = [.. Numbers(generated[r]).Skip(prompt)];
            int end = Array.IndexOf(wanted, 2);
            Assert.Equal(end < 0 ? wanted : wanted[..(end + 1)], answers[r]);
        }
    }

    public void Dispose()
    {
        model.Dispose();
        known.Dispose();
        scope.Dispose();
    }

    private static int[] Numbers(Tensor ids) => [.. ids.data<long>().ToArray().Select(i => (int)i)];

    private static double Difference(Tensor a, Tensor b) => ((a - b).abs().max() / b.abs().max()).item<float>();
}
