using Kif.Models;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Interop;

/// <summary>
/// Adapters and merged models as folders, read back by Kif; with the environment variable KIF_INTEROP the folders stay there, for tests/interop/check_peft.py.
/// </summary>
public sealed class InteropTests : IDisposable
{
    private static readonly string? Kept = Environment.GetEnvironmentVariable("KIF_INTEROP");

    private readonly string root = Kept is { Length: > 0 } ? Kept : Path.Combine(Path.GetTempPath(), "kif-interop-" + Guid.NewGuid().ToString("n"));
    private readonly DisposeScope scope = torch.NewDisposeScope();

    private static readonly Dictionary<string, (string Model, long Shard, LoraSettings Lora)> Cases = new()
    {
        ["t5-tied-patterns"] = ("t5-v1_0-relu-tied", long.MaxValue, new()
        {
            Rank = 4, Alpha = 6, Targets = ["q", "v", "wo"], RankPattern = [new("EncDecAttention.q", 1), new(@"^encoder\..*\.[qv]", 5), new("wo", 2)],
            AlphaPattern = [new("v", 3.5), new(@"decoder.*", 9)],
        }),
        ["t5-gated-untied-rslora"] = ("t5-v1_1-gated-untied", 200_000, new()
            { Rank = 6, Alpha = 5, RankStabilized = true, TargetPattern = "all-linear", RankPattern = [new("k", 2)], Exclude = ["wi_0"] }),
        ["llama-gqa-patterns"] = ("llama-gqa-untied", 150_000, new()
        {
            Rank = 3, Alpha = 7, Targets = ["q_proj", "k_proj", "o_proj", "down_proj"], Layers = [0, 2], LayersPattern = ["layers"],
            RankPattern = [new(@"layers\.0\..*", 2)], RankStabilized = true,
        }),
        ["llama-tied-regex"] = ("llama-mha-tied-theta", long.MaxValue, new()
            { Rank = 2, Alpha = 8, TargetPattern = @"model\.layers\.\d+\.(?P<part>self_attn|mlp)\.(v|up)_proj", ExcludePattern = ".*1.*" }),
        ["phi3-fused"] = ("phi3-longrope-partial", 100_000, new() { Rank = 3, Alpha = 7, Targets = ["qkv_proj", "gate_up_proj"] }),
        ["gemma3-all"] = ("gemma3-text", 300_000, new() { Rank = 2, Alpha = 8, TargetPattern = "all-linear" }),
        ["gemma2-queries"] = ("gemma2", long.MaxValue, new() { Rank = 2, Alpha = 8, Targets = ["q_proj", "v_proj"] }),
        ["olmo2-attention"] = ("olmo2", long.MaxValue, new() { Rank = 4, Alpha = 4, Targets = ["q_proj", "k_proj", "v_proj", "o_proj"] }),
        ["smollm3-feed-forward"] = ("smollm3", long.MaxValue, new() { Rank = 2, Alpha = 8, Targets = ["gate_proj", "down_proj"] }),
        ["modernbert-fused"] = ("modernbert", long.MaxValue, new() { Rank = 4, Alpha = 8, Targets = ["Wqkv", "Wi"] }),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void An_adapter_and_its_merged_model_compute_what_the_trained_model_computes(string name)
    {
        (string model, long shard, LoraSettings lora) = Cases[name];
        string path = Path.Combine(Fixtures.Root, "models", model), folder = Path.Combine(root, name);
        using var trained = LanguageModel.WithAdapters(PretrainedBackbones.Load(ModelFolder.Open(path)), lora);
        Tensor weights = trained.InitialWeights(new(1)) + torch.tensor(Noise(trained.Space.Length), dtype: ScalarType.Float32);
        InteropCase.WriteAdapter(folder, trained, weights, model);

        Compare(InteropCase.Write(folder, path, trained, weights, shard));
        Directory.EnumerateFiles(Path.Combine(folder, "merged"), "*.safetensors").Count().Should().BeGreaterThan(shard == long.MaxValue ? 0 : 1);
    }

    [Fact]
    public async Task An_adapter_that_the_loop_trained_with_several_ranks_merges_too()
    {
        string runs = Path.Combine(root, "run"), folder = Path.Combine(root, "trained");
        CompareSettings usual = CompareSettings.ForEmbedded(), settings = usual with
        {
            Order = ["mood", "topic"], Strategies = ["kif-lora"], TrainLimit = 48, TestLimit = 4, Training = usual.Training with { Epochs = 1 }, Out = runs,
            Lora = usual.Lora with { RankPattern = [new("wi|wo", 2), new(@".*decoder.*\.q", 3)], AlphaPattern = [new("v", 4)], Layers = [0, 2] },
        };
        using (CompareJob job = CompareJob.Prepare(KifServices.BuiltIn(), settings))
        {
            await using var run = job.Start(TestContext.Current.CancellationToken);
            job.Finish(await run.Completion);
        }
        Directory.CreateDirectory(folder);
        Directory.Move(Path.Combine(runs, "kif-lora", "order-1", "seed-1", "adapters", "after-task-2"), Path.Combine(folder, "adapter"));

        using var backbone = PretrainedBackbones.Load(ModelFolder.Open(EmbeddedModel.Folder()));
        using PretrainedAdapter adapter = PretrainedAdapter.Read(Path.Combine(folder, "adapter"), backbone, "another");
        using LanguageModel trained = LanguageModel.FromAdapter(backbone, adapter, new() { KeepsBackbone = true });
        adapter.Description.Should().Contain("rank 2 to 8").And.EndWith("trained on 'embedded', used with 'another'");
        trained.Space.Parameters.Where(p => p.Role == ParameterRole.LoraA).Select(p => p.Shape[0]).Distinct().Should().BeEquivalentTo([8, 2, 3]);
        Compare(InteropCase.Write(folder, EmbeddedModel.Folder(), trained, adapter.Weights, 1_000_000));
    }

    public void Dispose()
    {
        scope.Dispose();
        if (Kept is not { Length: > 0 } && Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }

    private static void Compare((Tensor Wanted, Tensor ReadBack, Tensor Merged) logits)
    {
        (logits.Wanted - logits.ReadBack).abs().max().item<float>().Should().Be(0);
        ((logits.Wanted - logits.Merged).norm() / logits.Wanted.norm()).item<float>().Should().BeLessThan(1e-5f);
    }

    private static float[] Noise(long length)
    {
        var random = new RandomStream(11);
        return [.. Enumerable.Range(0, (int)length).Select(_ => (float)(0.1 * random.NextNormal()))];
    }
}
