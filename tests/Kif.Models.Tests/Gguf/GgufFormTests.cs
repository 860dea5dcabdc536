using System.Text.Json.Nodes;
using Kif.Tests;

namespace Kif.Models.Tests;

/// <summary>What llama.cpp would compute otherwise, and is written in the form that is right.</summary>
public sealed class GgufFormTests : IDisposable
{
    private readonly TemporaryFolder root = new();
    private readonly List<string> notes = [];

    /// <summary>There are no windows in these architectures: up to the window's length, none is needed.</summary>
    [Theory]
    [InlineData("mistral-window", "llama")]
    [InlineData("qwen2-untied-window", "qwen2")]
    public void A_window_becomes_the_context_length(string model, string architecture)
    {
        ModelFolder folder = ChangedModel.Of(root, model);
        GgufReader file = Write(folder);
        int window = folder.Config.Int("sliding_window");
        Assert.Equal(window, (int)file[$"{architecture}.context_length"]);
        notes.Should().ContainMatch($"llama.cpp has no windows of attention in {architecture} models: the context length in the file is the window's, {window} tokens*");
    }

    [Fact]
    public void A_window_that_is_longer_than_any_text_changes_nothing()
    {
        ModelFolder folder = ChangedModel.Of(root, "mistral-window", ("sliding_window", "100000"));
        Assert.Equal(folder.Config.Int("max_position_embeddings"), (int)Write(folder)["llama.context_length"]);
        notes.Should().NotContainMatch("*windows of attention*");
    }

    /// <summary>llama.cpp takes the long factors by the size of its context: the file has the short ones twice.</summary>
    [Fact]
    public void Long_rope_has_the_factors_of_short_texts()
    {
        ModelFolder folder = ChangedModel.Of(root, "phi3-longrope-partial");
        GgufReader file = Write(folder);
        Assert.Equal(folder.Config.Int("original_max_position_embeddings"), (int)file["phi3.context_length"]);
        float[] factors = [.. folder.Config.Json.GetProperty(folder.Config.Has("rope_scaling") ? "rope_scaling" : "rope_parameters").GetProperty("short_factor").EnumerateArray().Select(f => (float)f.GetDouble())];
        Assert.Equal(factors, file.Tensor("rope_factors_long.weight").Floats);
        Assert.Equal(factors, file.Tensor("rope_factors_short.weight").Floats);
        notes.Should().ContainMatch("*chooses the factors of LongRoPE by the size of its context*");
    }

    [Fact]
    public void Dynamic_rotation_ends_where_it_would_begin()
    {
        ModelFolder folder = ChangedModel.Of(root, "llama-gqa-untied", ("rope_scaling", """{"rope_type": "dynamic", "factor": 2.0}"""));
        Assert.Equal(folder.Config.Int("max_position_embeddings"), (int)Write(folder)["llama.context_length"]);
        notes.Should().ContainMatch("*no dynamic scaling of rotary positions*");
    }

    /// <summary>llama.cpp does not scale outputs: the factor is in a head of its own.</summary>
    [Fact]
    public void A_tied_t5_has_its_scaling_in_a_head()
    {
        GgufReader file = Write(ChangedModel.Of(root, "t5-v1_0-relu-tied"));
        float[] table = file.Tensor("token_embd.weight").Floats, head = file.Tensor("output.weight").Floats;
        float scale = (float)Math.Pow((int)file["t5.embedding_length"], -0.5);
        Assert.Equal(table.Select(x => x * scale), head);
    }

    [Fact]
    public void A_gpt_2_has_its_context_length_without_n_ctx_and_its_maps_turned()
    {
        ModelFolder folder = ChangedModel.Of(
            root, Fixtures.Folders("models").First(m => m is "gpt2" or "gpt2-old-names"), ("n_ctx", null), ("scale_attn_by_inverse_layer_idx", "false"));
        GgufReader file = Write(folder);
        long width = (int)file["gpt2.embedding_length"];
        Assert.True((int)file["gpt2.context_length"] > 0);
        Assert.Equal([width, 3 * width], file.Tensor("blk.0.attn_qkv.weight").Shape);
    }

    [Fact]
    public void An_olmo_2_has_its_head_also_where_it_is_the_embedding()
    {
        ModelFolder folder = ChangedModel.Of(root, "olmo2", ("tie_word_embeddings", "true"));
        string weights = Path.Combine(folder.Path, "model.safetensors");
        using (SafetensorsFile file = SafetensorsFile.Open(weights))
        {
            Dictionary<string, Tensor> kept = file.Names.Where(name => name != "lm_head.weight").ToDictionary(name => name, name => file.Load(name));
            File.Delete(weights);
            SafetensorsWriter.Write(weights, kept);
        }
        GgufReader written = Write(folder);
        Assert.Equal(written.Tensor("token_embd.weight").Hash, written.Tensor("output.weight").Hash);
    }

    [Fact]
    public void Half_precision_is_for_matrices()
    {
        GgufReader wide = Write(ChangedModel.Of(root, "qwen3")), half = Write(ModelFolder.Open(root["qwen3"]), ScalarType.Float16);
        Assert.Equal(1, (int)half["general.file_type"]);
        foreach ((GgufReader.Entry one, GgufReader.Entry other) in wide.Tensors.Zip(half.Tensors))
        {
            Assert.Equal(one.Shape, other.Shape);
            Assert.Equal(one.Shape.Length > 1 ? "F16" : "F32", other.Type);
            if (other.Type == "F16")
                Assert.Equal(one.Floats.Select(x => (Half)x), Enumerable.Range(0, one.Floats.Length).Select(i => BitConverter.ToHalf(other.Bytes, 2 * i)));
        }
    }

    /// <summary>Base plus factors in single precision, and everything else as in the base.</summary>
    [Theory]
    [MemberData(nameof(GgufKnownAnswerTests.Cases), MemberType = typeof(GgufKnownAnswerTests))]
    public void A_merged_model_is_the_base_with_other_numbers(string name)
    {
        string at = Path.Combine(Fixtures.Root, "gguf", name);
        GgufReader plain = Write(ModelFolder.Open(Path.Combine(at, "base")));
        GgufExport.Model(ModelFolder.Open(Path.Combine(at, "base")), root["merged.gguf"], Path.Combine(at, "adapter"));
        GgufReader merged = GgufReader.Read(root["merged.gguf"]), adapter = GgufReader.Read(Path.Combine(at,
            File.Exists(Path.Combine(at, "adapter-folded.gguf")) ? "adapter-folded.gguf" : "adapter.gguf"));
        Assert.Equal(plain.Tensors.Select(t => t.Name), merged.Tensors.Select(t => t.Name));
        double alpha = (double)adapter["adapter.lora.alpha"];
        foreach ((GgufReader.Entry one, GgufReader.Entry other) in plain.Tensors.Zip(merged.Tensors))
        {
            if (adapter.Tensors.All(t => t.Name != one.Name + ".lora_a"))
            {
                Assert.Equal(one.Hash, other.Hash);
                continue;
            }
            GgufReader.Entry a = adapter.Tensor(one.Name + ".lora_a"), b = adapter.Tensor(one.Name + ".lora_b");
            bool embedding = one.Name == "token_embd.weight";
            Tensor first = torch.tensor(a.Floats).reshape([.. a.Shape.Reverse()]), second = torch.tensor(b.Floats).reshape([.. b.Shape.Reverse()]);
            Tensor change = (embedding ? first.mm(second.t()) : second.mm(first)) * (alpha / b.Shape[0]);
            Tensor wanted = torch.tensor(one.Floats) + change.reshape(-1);
            (torch.tensor(other.Floats) - wanted).abs().max().item<float>().Should().BeLessThan(1e-5f * wanted.abs().max().item<float>() + 1e-6f);
        }
    }

    /// <summary>Without tokenizer.model there are merges alone, of which the runtime's scores are made.</summary>
    [Fact]
    public void Scores_come_from_the_merges()
    {
        string name = Fixtures.Folders("gguf").First(c => File.Exists(Path.Combine(Fixtures.Root, "gguf", c, "base", "tokenizer.model")));
        Directory.CreateDirectory(root["base"]);
        foreach (string file in Directory.GetFiles(Path.Combine(Fixtures.Root, "gguf", name, "base")).Where(f => Path.GetFileName(f) != "tokenizer.model"))
            File.Copy(file, Path.Combine(root["base"], Path.GetFileName(file)));
        GgufReader file2 = Write(ModelFolder.Open(root["base"]));
        JsonNode json = JsonNode.Parse(File.ReadAllText(root["base/tokenizer.json"]))!;
        string[] tokens = [.. file2["tokenizer.ggml.tokens"].AsArray().Select(t => (string)t!)];
        float[] scores = [.. file2["tokenizer.ggml.scores"].AsArray().Select(s => (float)(double)s!)];
        string[] merges = [.. json["model"]!["merges"]!.AsArray().Select(m => m is JsonArray pair ? $"{pair[0]}{pair[1]}" : ((string)m!).Replace(" ", "", StringComparison.Ordinal))];
        for (int id = 0; id < tokens.Length; id++) Assert.Equal(-Math.Max(Array.IndexOf(merges, tokens[id]), 0), scores[id]);
    }

    [Fact]
    public void A_model_without_a_tokenizer_has_no_vocabulary_and_says_so()
    {
        GgufReader file = Write(ChangedModel.Of(root, "qwen3"));
        Assert.Equal("no_vocab", (string)file["tokenizer.ggml.model"]!);
        Assert.Equal(ModelFolder.Open(root["qwen3"]).Config.Int("vocab_size"), (int)file["qwen3.vocab_size"]);
        notes.Should().ContainMatch("*has no tokenizer, so the file has no vocabulary*");
    }

    /// <summary>Names without PEFT's prefix, for which PEFT ignores them.</summary>
    [Fact]
    public void Names_without_a_prefix_count_and_a_note_says_so()
    {
        string adapter = Path.Combine(Fixtures.Root, "adapters", "file-no-prefix");
        Assert.SkipUnless(Directory.Exists(adapter), "there is no such adapter here");
        GgufExport.Adapter(ModelFolder.Open(Path.Combine(Fixtures.Root, "adapter-bases", "qwen2-deep12-tied")), adapter, root["out.gguf"], notes);
        GgufReader.Read(root["out.gguf"]).Tensors.Should().NotBeEmpty();
        notes.Should().ContainMatch("*tensors lack the prefix of PEFT's names*");
    }

    /// <summary>A file of the same name is replaced as a whole, and only by one that is whole.</summary>
    [Fact]
    public void A_failing_export_leaves_the_old_file()
    {
        Write(ChangedModel.Of(root, "qwen3"));
        byte[] before = File.ReadAllBytes(root["out.gguf"]);
        ModelFolder bad = ChangedModel.Of(root, "llama-gqa-untied", ("hidden_act", "\"gelu\""));
        FluentActions.Invoking(() => GgufExport.Model(bad, root["out.gguf"])).Should().Throw<InvalidDataException>();
        File.ReadAllBytes(root["out.gguf"]).Should().Equal(before);
        Directory.GetFiles(root.Path).Should().ContainSingle();
    }

    public void Dispose() => root.Dispose();

    private GgufReader Write(ModelFolder folder, ScalarType type = ScalarType.Float32)
    {
        GgufExport.Model(folder, root["out.gguf"], type: type, notes: notes);
        return GgufReader.Read(root["out.gguf"]);
    }
}
