using Kif.Models;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Jobs;

/// <summary>What is written of adapters that grew is the whole of what answers.</summary>
public sealed class GrownAdapterFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-").FullName;
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(folder, true);
    }

    [Theory]
    [InlineData(AdapterGrowth.Stack)]
    [InlineData(AdapterGrowth.Merge)]
    public void A_written_model_answers_as_the_grown_one(AdapterGrowth how)
    {
        using var first = (LanguageModel)TinyRun.Model();
        using var grown = (LanguageModel)first.Grow(Noise(first, 1), how);
        Tensor weights = Noise(grown, 2);
        using TokenBatch batch = first.Collate([.. TinyRun.Task(0).Select(TinyRun.Encoder.Encode)]);
        using (var run = new RunFolder(folder, new() { Command = "test", Model = "tiny" }))
            run.Keep(new("inc-lora", RunKey.FirstOrder, 1), 2, grown, weights);
        string written = Path.Combine(folder, "inc-lora", "order-1", "seed-1");

        Tensor answered;
        if (how == AdapterGrowth.Stack)
        {
            using PretrainedAdapter adapter = PretrainedAdapter.Read(Path.Combine(written, "adapters", "after-task-2"), first.Backbone);
            adapter.Lora.Rank.Should().Be(2 * 2);
            using LanguageModel again = LanguageModel.FromAdapter(first.Backbone, adapter, new() { KeepsBackbone = true });
            answered = again.Logits(batch, again.InitialWeights(new(1)));
        }
        else
        {
            using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(written, "weights.safetensors"));
            using ILanguageModel whole = TinyRun.Model(trains: TrainedWeights.All);
            answered = whole.Logits(batch, torch.cat([.. whole.Space.Parameters.Select(p => file.Load(p.Name).reshape(-1))]));
        }

        (answered - grown.Logits(batch, weights)).abs().max().ToDouble().Should().BeLessThan(1e-10);
    }

    private static Tensor Noise(ILanguageModel model, ulong seed)
    {
        var random = new RandomStream(seed);
        return torch.tensor([.. Enumerable.Range(0, (int)model.Space.Length).Select(_ => 0.3 * random.NextNormal())]);
    }
}
