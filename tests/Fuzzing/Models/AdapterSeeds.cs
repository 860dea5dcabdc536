using System.Text;
using System.Text.Json;

namespace Kif.Fuzzing;

/// <summary>PEFT folders whose adapters change more than linear modules: embeddings, heads, single tokens, magnitudes, biases.</summary>
internal static class AdapterSeeds
{
    /// <summary>The model that they are for: the files of a LLaMA of the smallest size.</summary>
    public static readonly FuzzSeed Base = Llama();

    private const string Prefix = "base_model.model.", Layer = Prefix + "model.layers.0.self_attn.q_proj.";

    public static IReadOnlyList<FuzzSeed> WithEmbeddings()
    {
        using var scope = torch.NewDisposeScope();
        Tensor a = SeedTensors.Random([2, 4], 1), b = SeedTensors.Random([4, 2], 2), table = SeedTensors.Random([6, 4], 3);
        return
        [
            Seed(new { target_modules = new[] { "q_proj" }, modules_to_save = new[] { "embed_tokens", "lm_head" } }, (Layer + "lora_A.weight", a),
                (Layer + "lora_B.weight", b), (Prefix + "model.embed_tokens.weight", table), (Prefix + "lm_head.weight", table)),
            Seed(new { target_modules = new[] { "q_proj", "embed_tokens" } }, (Layer + "lora_A.weight", a), (Layer + "lora_B.weight", b),
                (Prefix + "model.embed_tokens.lora_embedding_A", SeedTensors.Random([2, 6], 4)), (Prefix + "model.embed_tokens.lora_embedding_B", b)),
            Seed(new { target_modules = new[] { "q_proj" }, trainable_token_indices = new { embed_tokens = new[] { 1, 3 } } }, (Layer + "lora_A.weight", a),
                (Layer + "lora_B.weight", b), (Prefix + "model.embed_tokens.token_adapter.trainable_tokens_delta", SeedTensors.Random([2, 4], 5))),
            Seed(new { target_modules = new[] { "q_proj" }, use_dora = true }, (Layer + "lora_A.weight", a), (Layer + "lora_B.weight", b),
                (Layer + "lora_magnitude_vector", SeedTensors.Random([4], 6))),
        ];
    }

    private static FuzzSeed Llama()
    {
        // What makes the seeds' tensors counts on the scope of its caller.
        using var scope = torch.NewDisposeScope();
        return ModelSeeds.All().First(s => s.Name == "whole" && Encoding.UTF8.GetString(s.Files["config.json"]).Contains("llama"));
    }

    private static FuzzSeed Seed(object settings, params (string, Tensor)[] tensors)
    {
        var config = new Dictionary<string, object?>
            { ["peft_type"] = "LORA", ["r"] = 2, ["lora_alpha"] = 4, ["task_type"] = "CAUSAL_LM", ["bias"] = "none", ["base_model_name_or_path"] = "x" };
        foreach (JsonProperty p in JsonSerializer.SerializeToElement(settings).EnumerateObject()) config[p.Name] = p.Value;
        return new("adapter", new Dictionary<string, byte[]>
            { ["adapter_config.json"] = JsonSerializer.SerializeToUtf8Bytes(config), ["adapter_model.safetensors"] = SeedTensors.File(tensors) });
    }
}
