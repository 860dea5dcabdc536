using System.Text.Json;
using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Networks;

/// <summary>The real SmolLM2-135M: needs its folder in KIF_SMOLLM2 and the recorded answers beside the fixtures.</summary>
public sealed class SmolLm2Tests(ITestOutputHelper output)
{
    [Fact]
    public void Prompts_losses_logits_and_answers_are_the_references()
    {
        string? folder = Environment.GetEnvironmentVariable("KIF_SMOLLM2");
        if (folder is null || Fixtures.SharedModels is null) Assert.Skip("KIF_SMOLLM2 names no folder with the real model, or its recorded answers are absent");
        using var scope = torch.NewDisposeScope();
        using var model = LanguageModel.WithAdapters(PretrainedBackbones.Load(ModelFolder.Open(folder)), new() { Dropout = 0 });
        ITokenizer tokenizer = TokenizerFolder.Load(folder);
        using Tensor weights = model.InitialWeights(new RandomStream(1));
        JsonElement root = JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixtures.SharedModels!, "smollm2-135m", "expected.json"))).RootElement;
        foreach (JsonElement c in root.GetProperty("cases").EnumerateArray())
        {
            using var inner = torch.NewDisposeScope();
            int[] prompt = Ids(c, "prompt_ids"), answer = Ids(c, "answer_ids");
            tokenizer.Encode(c.GetProperty("prompt").GetString()!).Should().Equal(prompt);
            TokenBatch batch = model.Collate([new EncodedExample(prompt, answer)]);
            double loss = model.Forward(batch, weights).Loss.ToDouble(), wanted = c.GetProperty("loss_on_answer").GetDouble();
            Tensor logits = model.Logits(batch, weights)[0][prompt.Length - 1];
            double norm = logits.norm().ToDouble();
            double[] top = [.. Ids(c, "top_ids").Select(id => logits[id].ToDouble())];
            double off = top.Zip(c.GetProperty("top_logits").EnumerateArray(), (a, b) => Math.Abs(a - b.GetDouble()) / Math.Abs(b.GetDouble())).Max();
            output.WriteLine(
                $"loss {Math.Abs(loss / wanted - 1):e1}, top logits {off:e1}, norm {Math.Abs(norm / c.GetProperty("logits_norm").GetDouble() - 1):e1}");
            loss.Should().BeApproximately(wanted, 1e-4 * wanted);
            off.Should().BeLessThan(1e-4);
            model.Generate([new EncodedExample(prompt, [])], weights, 16)[0].Should().Equal(Ids(c, "greedy_ids"));
        }
    }

    private static int[] Ids(JsonElement c, string field) => [.. c.GetProperty(field).EnumerateArray().Select(e => e.GetInt32())];
}
