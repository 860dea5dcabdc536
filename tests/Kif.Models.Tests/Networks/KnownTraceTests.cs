using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>Training in float64 against the recorded steps of the reference: sixteen steps of plain AdamW.</summary>
public sealed class KnownTraceTests(ITestOutputHelper output)
{
    [Fact]
    public void Sixteen_steps_in_float64_follow_the_recorded_ones()
    {
        using var scope = torch.NewDisposeScope();
        string folder = Path.Combine(Fixtures.Root, "baseline-traces");
        if (!Directory.Exists(folder)) Assert.Skip("no baseline traces here");
        using var known = new KnownModel("t5-v1_0-relu-tied", ScalarType.Float64);
        using var model = LanguageModel.WithAdapters(known.Backbone, new() { Rank = 4, Alpha = 16, Dropout = 0 });
        using SafetensorsFile tasks = SafetensorsFile.Open(Path.Combine(folder, "tasks.safetensors"));
        using SafetensorsFile trace = SafetensorsFile.Open(Path.Combine(folder, "naive", "trace.safetensors"));
        double[] losses = [.. KnownModel.Json(Path.Combine(folder, "naive"), "trace.json").GetProperty("task1").GetProperty("loss")
            .EnumerateArray().Select(e => e.GetDouble())];
        Tensor weights = torch.cat([.. model.Space.Parameters.Select(p => tasks.Load("init." + p.Name).view(-1))]).requires_grad_();
        Tensor first = torch.zeros_like(weights), second = torch.zeros_like(weights);

        for (int step = 0; step < losses.Length; step++)
        {
            Tensor labels = tasks.Load("task1.labels")[step];
            var batch = new TokenBatch(tasks.Load("task1.input_ids")[step], tasks.Load("task1.attention_mask")[step], labels, labels.numel());
            ForwardResult result = model.Forward(batch, weights);
            result.Loss.item<double>().Should().BeApproximately(losses[step], 1e-10 * losses[step]);
            Tensor gradient = torch.autograd.grad([result.Loss], [weights])[0];
            using var _ = torch.no_grad();
            first = first * 0.9 + gradient * 0.1;
            second = second * 0.999 + gradient * gradient * 0.001;
            Tensor move = first / (1 - Math.Pow(0.9, step + 1)) / ((second / (1 - Math.Pow(0.999, step + 1))).sqrt() + 1e-8);
            weights = (weights - move * 3e-3).requires_grad_();
        }

        double off = model.Space.Parameters.Max(p => Closeness.Difference(model.Space.View(weights, p), trace.Load($"task1.step15.{p.Name}")));
        output.WriteLine($"weights {off:e1}");
        off.Should().BeLessThan(1e-8);
    }
}
