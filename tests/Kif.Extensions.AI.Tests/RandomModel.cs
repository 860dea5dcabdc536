using System.Text.Json;
using Kif.Models;
using Kif.Tests;

namespace Kif.Extensions.AI.Tests;

/// <summary>Writes folders of small models with random weights.</summary>
internal static class RandomModel
{
    private const int Width = 32, Inner = 48, Layers = 2, Heads = 4;

    public static void Llama(string folder, int vocabulary, int end)
    {
        var tensors = new Dictionary<string, Tensor>();
        var random = new torch.Generator(5);
        void Add(string name, params long[] shape) =>
            tensors[name] = shape.Length == 1 ? torch.ones(shape) : torch.randn(shape, generator: random) * 0.4;
        Add("model.embed_tokens.weight", vocabulary, Width);
        for (int i = 0; i < Layers; i++)
        {
            foreach (string map in new[] { "q", "k", "v", "o" }) Add($"model.layers.{i}.self_attn.{map}_proj.weight", Width, Width);
            foreach (string map in new[] { "gate", "up" }) Add($"model.layers.{i}.mlp.{map}_proj.weight", Inner, Width);
            Add($"model.layers.{i}.mlp.down_proj.weight", Width, Inner);
            foreach (string norm in new[] { "input", "post_attention" }) Add($"model.layers.{i}.{norm}_layernorm.weight", Width);
        }
        Add("model.norm.weight", Width);
        Write(folder, tensors, new
        {
            model_type = "llama", vocab_size = vocabulary, hidden_size = Width, intermediate_size = Inner, num_hidden_layers = Layers,
            num_attention_heads = Heads, max_position_embeddings = 2048, rms_norm_eps = 1e-6, tie_word_embeddings = true, eos_token_id = end, bos_token_id = 0,
        });
    }

    /// <param name="folder">The folder, created if it is missing.</param>
    /// <param name="prefix">The prefix of names: that of a model with its head, or none.</param>
    /// <param name="head">Whether it has its head.</param>
    public static void Bert(string folder, string prefix, bool head)
    {
        const int vocabulary = 2000;
        var tensors = new Dictionary<string, Tensor>();
        var random = new torch.Generator(6);
        void Add(string name, params long[] shape) => tensors[name] = torch.randn(shape, generator: random) * 0.3;
        void Linear(string name, long inputs, long outputs)
        {
            Add(name + ".weight", outputs, inputs);
            Add(name + ".bias", outputs);
        }
        void Norm(string name)
        {
            Add(name + ".weight", Width);
            Add(name + ".bias", Width);
        }
        Add(prefix + "embeddings.word_embeddings.weight", vocabulary, Width);
        Add(prefix + "embeddings.position_embeddings.weight", 40, Width);
        Add(prefix + "embeddings.token_type_embeddings.weight", 2, Width);
        Norm(prefix + "embeddings.LayerNorm");
        for (int i = 0; i < Layers; i++)
        {
            string layer = $"{prefix}encoder.layer.{i}.";
            foreach (string map in new[] { "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense" })
                Linear(layer + map, Width, Width);
            Linear(layer + "intermediate.dense", Width, Inner);
            Linear(layer + "output.dense", Inner, Width);
            Norm(layer + "attention.output.LayerNorm");
            Norm(layer + "output.LayerNorm");
        }
        Linear(prefix + "pooler.dense", Width, Width);
        if (head)
        {
            Linear("cls.predictions.transform.dense", Width, Width);
            Norm("cls.predictions.transform.LayerNorm");
            Add("cls.predictions.bias", vocabulary);
        }
        Write(folder, tensors, new
        {
            model_type = "bert", vocab_size = vocabulary, hidden_size = Width, intermediate_size = Inner, num_hidden_layers = Layers, num_attention_heads = Heads,
            max_position_embeddings = 40, type_vocab_size = 2, hidden_act = "gelu",
        });
        foreach (string file in new[] { "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt" })
            File.Copy(Path.Combine(Fixtures.Own, "tokenizers", "bert-wordpiece", file), Path.Combine(folder, file));
    }

    /// <summary>Writes an adapter with random factors; returns its folder.</summary>
    public static string Adapter(string model, string folder, int seed)
    {
        NativeTorch.EnsureLoaded();
        using IBackbone backbone = PretrainedBackbones.Load(ModelFolder.Open(model));
        using LanguageModel adapted = LanguageModel.WithAdapters(backbone, new() { Rank = 4 }, new() { KeepsBackbone = true });
        using Tensor start = adapted.InitialWeights(new RandomStream(1));
        using Tensor weights = start + torch.randn(start.shape, generator: new torch.Generator((ulong)seed)) * 0.4;
        PretrainedAdapter.Write(folder, adapted, weights, model);
        return folder;
    }

    private static void Write(string folder, Dictionary<string, Tensor> tensors, object config)
    {
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), tensors);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(config));
    }
}
