using Kif.Tests;

namespace Kif.Models.Tests;

/// <summary>What llama.cpp would compute otherwise without a word, and is refused with the reason.</summary>
public sealed class GgufRefusalTests : IDisposable
{
    private readonly TemporaryFolder root = new();

    [Theory]
    [InlineData("gemma2", "query_pre_attn_scalar", "20", "query_pre_attn_scalar is 20; allowed: head_dim, 16, since llama.cpp would compute it so without a word")]
    [InlineData("gemma3-text", "query_pre_attn_scalar", "7", "query_pre_attn_scalar is 7; allowed: head_dim, 24")]
    [InlineData("llama-gqa-untied", "hidden_act", "\"gelu\"", "hidden_act is \"gelu\"; allowed: \"silu\"")]
    [InlineData("smollm3", "no_rope_layer_interval", "2", "no_rope_layers is missing; allowed: every fourth layer without rotary positions")]
    [InlineData("t5-v1_1-gated-untied", "feed_forward_proj", "\"gated-silu\"", "feed_forward_proj is \"gated-silu\"; allowed: \"relu\" or \"gated-gelu\"")]
    [InlineData("t5-v1_0-relu-tied", "relative_attention_max_distance", "64", "relative_attention_max_distance is 64; allowed: 128")]
    [InlineData("gpt2-old-names", "scale_attn_by_inverse_layer_idx", "true", "scale_attn_by_inverse_layer_idx is true; allowed: false")]
    [InlineData("gpt2-untied-relu", "scale_attn_weights", "true", "activation_function is \"relu\"; allowed: gelu_new")]
    [InlineData("llama-gqa-untied", "rope_scaling", """{"rope_type": "yarn", "factor": 4.0, "beta_fast": 16.0}""", "allowed: the usual ramp of YaRN")]
    [InlineData("llama-gqa-untied", "rope_scaling", """{"rope_type": "yarn", "factor": 4.0, "attention_factor": 2.0}""", "allowed: the usual attention_factor")]
    [InlineData("qwen3", "rope_scaling",
        """{"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 32}""",
        "allowed: no scaling 'llama3' in qwen3 models")]
    [InlineData("modernbert", "vocab_size", null, "model_type is \"modernbert\"; allowed: what writes text: llama.cpp runs BERT families as encoders")]
    public void A_model_that_it_would_compute_otherwise(string model, string setting, string? value, string message)
    {
        // What says the same in newer files goes with it.
        ModelFolder folder = ChangedModel.Of(root, model, value is null ? [] : [(setting, value), ("dense_act_fn", null), ("is_gated_act", null), ("no_rope_layers", null)]);
        Refuses(() => GgufExport.Model(folder, root["out.gguf"]), message);
    }

    /// <summary>Gemma 3 has other rotary positions in layers with windows, which go by their number in llama.cpp.</summary>
    [Fact]
    public void A_gemma_3_with_other_windows()
    {
        string types = $"[{string.Join(", ", Enumerable.Range(0, Layers("gemma3-text")).Select(i => $"\"{(i % 2 == 0 ? "sliding" : "full")}_attention\""))}]";
        ModelFolder folder = ChangedModel.Of(root, "gemma3-text", ("layer_types", types), ("query_pre_attn_scalar", "24"));
        Refuses(() => GgufExport.Model(folder, root["out.gguf"]), "allowed: five times 'sliding_attention', then 'full_attention', and so on");
    }

    [Theory]
    [InlineData("dora-embed", "it has magnitudes (DoRA), which llama.cpp does not have; --merged writes the model with the adapter in it instead.")]
    [InlineData("bias-all", ".bias' itself, with other numbers than the model's; llama.cpp takes no whole weights or biases from an adapter; --merged writes")]
    [InlineData("file-extra-base-weight", "it holds 'model.norm.weight' itself, with other numbers than the model's; llama.cpp ignores the norms of an adapter")]
    [InlineData("lora-embed-tied", "it changes 'model.embed_tokens', and the model has one matrix for embeddings and head")]
    [InlineData("mts-both-tied", "it holds 'lm_head.weight' itself")]
    [InlineData("tokens-tied-differing", "it has new rows of 'lm_head' (trainable_token_indices), which llama.cpp does not have; --merged")]
    [InlineData("resized-embed-tied", "it holds 'model.embed_tokens.weight' itself")]
    [InlineData("refuse-kasa", "kasa_config is")]
    [InlineData("init-pissa", "init_lora_weights is \"pissa\", which changes the model itself")]
    [InlineData("lora-bias", "has a bias (lora_bias), which llama.cpp does not have")]
    [InlineData("refuse-layer-replication", "layer_replication is")]
    [InlineData("file-mts-missing", "though modules_to_save in adapter_config.json names a module with it")]
    public void An_adapter_that_does_more_than_add_a_product(string name, string message)
    {
        string folder = Path.Combine(Fixtures.Root, "adapters", name);
        Assert.SkipUnless(Directory.Exists(folder), $"there is no adapter '{name}' here");
        Refuses(() => GgufExport.Adapter(BaseOf(folder), folder, root["out.gguf"]), message);
    }

    /// <summary>PEFT takes alpha 0 for no change, llama.cpp for a scale of 1.</summary>
    [Fact]
    public void An_alpha_of_0()
    {
        string name = Fixtures.Folders("gguf").First(), to = root["adapter"];
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(Path.Combine(Fixtures.Root, "gguf", name, "adapter"))) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        string config = Path.Combine(to, "adapter_config.json"), text = File.ReadAllText(config);
        File.Delete(config);
        File.WriteAllText(config, System.Text.RegularExpressions.Regex.Replace(text, "\"lora_alpha\": [0-9.]+", "\"lora_alpha\": 0"));
        Refuses(() => GgufExport.Adapter(ModelFolder.Open(Path.Combine(Fixtures.Root, "gguf", name, "base")), to, root["out.gguf"]),
            "lora_alpha is 0; allowed: positive and finite");
    }

    [Theory]
    [InlineData("extra-special", "normalizer.normalizers[1].type is \"Lowercase\"; supported here: NFC or none, since llama.cpp changes no text")]
    [InlineData("word-level", "model.type is \"WordLevel\"; supported here: BPE, or Unigram in T5")]
    [InlineData("bert-wordpiece", "WordPiece")]
    [InlineData("sp-llama-unigram", "has a vocabulary of the kind Unigram, and llama.cpp has BPE alone in llama models")]
    public void A_vocabulary_that_it_would_read_otherwise(string tokenizer, string message)
    {
        ModelFolder folder = WithTokenizer(tokenizer);
        Refuses(() => GgufExport.Model(folder, root["out.gguf"]), message);
    }

    /// <summary>A GGUF file has the rules for splitting text by name alone.</summary>
    [Fact]
    public void Rules_without_a_name()
    {
        ModelFolder folder = WithTokenizer("llama3-like");
        string json = Path.Combine(folder.Path, "tokenizer.json"), text = File.ReadAllText(json);
        File.Delete(json);
        File.WriteAllText(json, text.Replace(@"\\p{N}{1,3}", @"\\p{N}{1,2}", StringComparison.Ordinal));
        Refuses(() => GgufExport.Model(folder, root["out.gguf"]), "supported here: the rules of GPT-2, LLaMA 3, Qwen 2 or SmolLM, or a vocabulary that llama.cpp knows");
    }

    [Fact]
    public void Tokens_beyond_the_embedding()
    {
        ModelFolder folder = WithTokenizer("llama3-like", rows: 2000);
        Refuses(() => GgufExport.Model(folder, root["out.gguf"]), "and the embedding has 2000 rows; take the tokenizer that belongs to the model.");
    }

    [Fact]
    public void Numbers_that_half_precision_does_not_hold()
    {
        ModelFolder folder = ChangedModel.Of(root, "llama-gqa-untied");
        string weights = Path.Combine(folder.Path, "model.safetensors");
        using SafetensorsFile file = SafetensorsFile.Open(weights);
        var changed = file.Names.ToDictionary(name => name, name => file.Load(name));
        changed["lm_head.weight"].mul_(1e6);
        File.Delete(weights);
        SafetensorsWriter.Write(weights, changed);
        Refuses(() => GgufExport.Model(folder, root["out.gguf"], type: ScalarType.Float16), "'lm_head.weight' has numbers that are not finite in Float16: its largest is");
    }

    /// <summary>Nothing but a GGUF file is replaced.</summary>
    [Fact]
    public void A_file_of_another_kind()
    {
        ModelFolder folder = ChangedModel.Of(root, "llama-gqa-untied");
        string weights = Path.Combine(folder.Path, "model.safetensors");
        FluentActions.Invoking(() => GgufExport.Model(folder, weights)).Should().Throw<IOException>().WithMessage("*is there and no GGUF file, so it is not replaced*");
        FluentActions.Invoking(() => GgufExport.Model(folder, root["no/out.gguf"])).Should().Throw<DirectoryNotFoundException>();
        FluentActions.Invoking(() => GgufExport.Model(folder, root.Path)).Should().Throw<IOException>().WithMessage("*is a folder*");
        FluentActions.Invoking(() => GgufExport.Model(folder, root["out.gguf"], type: ScalarType.BFloat16)).Should().Throw<ArgumentException>();
    }

    public void Dispose() => root.Dispose();

    private void Refuses(Action write, string message)
    {
        write.Should().Throw<InvalidDataException>().Which.Message.Should().Contain(message);
        Directory.GetFiles(root.Path).Should().BeEmpty("a file that fails leaves nothing");
    }

    private static ModelFolder BaseOf(string adapter)
    {
        string name = System.Text.Json.JsonElement.Parse(File.ReadAllText(Path.Combine(adapter, "expected.json"))).GetProperty("base").GetString()!;
        return ModelFolder.Open(new[] { "models", "adapter-bases" }.Select(kind => Path.Combine(Fixtures.Root, kind, name)).First(Directory.Exists));
    }

    /// <summary>A model around a tokenizer.</summary>
    private ModelFolder WithTokenizer(string tokenizer, int rows = 4096)
    {
        string source = Path.Combine(Fixtures.Root, "tokenizers", tokenizer);
        Assert.SkipUnless(Directory.Exists(source), $"there is no tokenizer '{tokenizer}' here");
        ModelFolder folder = ChangedModel.Of(root, "llama-gqa-untied", ("vocab_size", $"{rows}"), ("tie_word_embeddings", "true"));
        string weights = Path.Combine(folder.Path, "model.safetensors");
        using (SafetensorsFile file = SafetensorsFile.Open(weights))
        {
            Dictionary<string, Tensor> changed = file.Names.Where(name => name != "lm_head.weight").ToDictionary(name => name, name => file.Load(name));
            changed["model.embed_tokens.weight"] = torch.randn(rows, changed["model.embed_tokens.weight"].shape[1]);
            File.Delete(weights);
            SafetensorsWriter.Write(weights, changed);
        }
        foreach (string file in Directory.GetFiles(source).Where(file => !Path.GetFileName(file).StartsWith("expected", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        return ModelFolder.Open(folder.Path);
    }

    private static int Layers(string model) =>
        ModelFolder.Open(Path.Combine(Fixtures.Root, "models", model)).Config.Int("num_hidden_layers");
}
