using Kif.Models;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Interop;

/// <summary>
/// Folders of which transformers 4 and 5 make different models, written again by Kif; with the environment variable KIF_INTEROP they stay there, for
/// tests/interop/check_peft.py.
/// </summary>
public sealed class WrittenFolderTests : IDisposable
{
    private static readonly string? Kept = Environment.GetEnvironmentVariable("KIF_INTEROP");

    private readonly string root = Kept is { Length: > 0 } ? Kept : Path.Combine(Path.GetTempPath(), "kif-interop-" + Guid.NewGuid().ToString("n"));
    private readonly DisposeScope scope = torch.NewDisposeScope();

    [Fact]
    public void What_Kif_writes_of_them_computes_the_same()
    {
        foreach (string name in Fixtures.Folders("settings"))
        {
            string folder = Path.Combine(Fixtures.Root, "settings", name);
            // Transformers 4 has one embedding for encoder and decoder, and no setting for longrope's attention factor.
            bool beyond = name is "embedding-t5-encoder-other" or "rope-phi3-factor";
            if (!File.Exists(Path.Combine(folder, "expected.safetensors")) || beyond || !IsKnown(folder)) continue;
            using var model = LanguageModel.WithAllWeights(PretrainedBackbones.Load(ModelFolder.Open(folder)));
            InteropCase.WriteAlone(Path.Combine(root, "settings-" + name), folder, model, weights => weights).Should().BeLessThan(1e-5, name);
        }
    }

    [Fact]
    public void Models_of_every_family_compute_the_same_when_they_are_written_again()
    {
        foreach (string name in Fixtures.Folders("models"))
        {
            string folder = Path.Combine(Fixtures.Root, "models", name);
            if (!IsKnown(folder)) continue;
            using var model = LanguageModel.WithAllWeights(PretrainedBackbones.Load(ModelFolder.Open(folder)));
            InteropCase.WriteAlone(Path.Combine(root, "model-" + name), folder, model, weights => weights).Should().BeLessThan(1e-5, name);
        }
    }

    [Fact]
    public void A_tied_model_that_gets_a_head_of_its_own_keeps_it()
    {
        foreach (string name in new[] { "t5-v1_0-relu-tied", "llama-mha-tied-theta" })
        {
            string folder = Path.Combine(Fixtures.Root, "models", name);
            using var model = LanguageModel.WithAllWeights(PretrainedBackbones.Load(ModelFolder.Open(folder)));
            InteropCase.WriteAlone(Path.Combine(root, "head-" + name), folder, model, weights => new Dictionary<string, Tensor>(weights)
                { ["lm_head.weight"] = weights.Values.First() * 2 }, factor: 2).Should().BeLessThan(1e-5, name);
        }
    }

    public void Dispose()
    {
        scope.Dispose();
        if (Kept is not { Length: > 0 } && Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }

    private static bool IsKnown(string folder)
    {
        string family = ModelFolder.Open(folder).Config.String("model_type");
        return new KifCatalog().AddBackbones().ComponentsOf(ComponentKind.Backbone).Any(c => c.Name == family);
    }
}
