using System.Text.Json;
using Kif.Models;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Interop;

/// <summary>
/// Adapters of many forms, merged by Kif (but for one whose two embeddings transformers 4 can't hold); with the environment variable KIF_INTEROP the
/// folders stay there, for tests/interop/check_peft.py.
/// </summary>
public sealed class MergedFormTests : IDisposable
{
    private static readonly string? Kept = Environment.GetEnvironmentVariable("KIF_INTEROP");

    private readonly string root = Kept is { Length: > 0 } ? Kept : Path.Combine(Path.GetTempPath(), "kif-interop-" + Guid.NewGuid().ToString("n"));
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public static TheoryData<string> Forms =>
    [
        "bias-all", "dora-embed", "lora-embed-tied", "lora-lm-head-tied-ensured", "lora-plain-true", "mts-bert-cls", "mts-both-tied", "pattern-alpha-order",
        "resized-embed-tied", "resized-tokens-tied", "t5-lora-shared-true", "t5-mts-lm-head-tied", "t5-tokens-untied",
        "targets-parameters", "tokens-tied-differing",
    ];

    [Theory, MemberData(nameof(Forms))]
    public void The_merged_folder_computes_what_the_adapter_does(string form)
    {
        string adapter = Path.Combine(Fixtures.Own, "adapters", form);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(adapter, "expected.json")));
        string model = Path.GetFullPath(Path.Combine(adapter, expected.RootElement.GetProperty("base_at").GetString()!));

        // On transformers 4 those rows have no effect in place.
        InteropCase.WriteMerged(Path.Combine(root, "form-" + form), model, adapter, inPlace: form != "t5-tokens-untied").Should().BeLessThan(1e-6);
    }

    [Fact]
    public void An_adapter_with_other_parts_than_factors_is_not_trained_further_and_the_way_out_is_said()
    {
        string adapter = Path.Combine(Fixtures.Own, "adapters", "mts-both-tied");
        using IBackbone backbone = PretrainedBackbones.Load(ModelFolder.Open(Path.Combine(Fixtures.Own, "adapter-bases", "qwen2-deep12-tied")));

        FluentActions.Invoking(() => PretrainedAdapter.Read(adapter, backbone)).Should().Throw<InvalidDataException>()
            .WithMessage("*adapter_model.safetensors': training goes on with factors of linear modules alone, and this adapter has other numbers of "
                + "lm_head.weight than the model's; merge it into its model (kif merge), and train on the merged model.");
    }

    public void Dispose()
    {
        scope.Dispose();
        if (Kept is not { Length: > 0 } && Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }
}
