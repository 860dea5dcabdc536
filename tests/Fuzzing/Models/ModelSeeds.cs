using System.Text;
using System.Text.Json;
using Kif.Models;

namespace Kif.Fuzzing;

/// <summary>Model folders of the smallest sizes, one for each configuration: whole, in two shards, and in half precision.</summary>
internal static class ModelSeeds
{
    /// <summary>One line for each kind of model.</summary>
    private static readonly string[] Configurations =
    [
        """{"model_type":"t5","vocab_size":6,"d_model":4,"d_kv":2,"d_ff":4,"num_layers":1,"num_decoder_layers":1,"num_heads":2,"feed_forward_proj":"relu","tie_word_embeddings":true,"pad_token_id":0,"eos_token_id":1,"decoder_start_token_id":0,"relative_attention_num_buckets":4,"relative_attention_max_distance":8,"layer_norm_epsilon":1e-6,"is_encoder_decoder":true}""",
        """{"model_type":"t5","vocab_size":6,"d_model":4,"d_kv":2,"d_ff":4,"num_layers":1,"num_heads":1,"feed_forward_proj":"gated-gelu","tie_word_embeddings":false,"pad_token_id":0,"eos_token_id":[1,2],"architectures":["T5ForConditionalGeneration"]}""",
        """{"model_type":"llama","vocab_size":6,"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"hidden_act":"silu","rms_norm_eps":1e-6,"rope_theta":10000.0,"max_position_embeddings":64,"tie_word_embeddings":false,"eos_token_id":2,"attention_bias":true,"mlp_bias":false}""",
        """{"model_type":"llama","vocab_size":6,"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,"num_attention_heads":1,"tie_word_embeddings":true,"rope_theta":500000,"pad_token_id":null,"rope_scaling":{"rope_type":"llama3","factor":8.0,"low_freq_factor":1.0,"high_freq_factor":4.0,"original_max_position_embeddings":32},"max_position_embeddings":64}""",
        """{"model_type":"llama","vocab_size":6,"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,"num_attention_heads":1,"tie_word_embeddings":true,"rope_scaling":{"type":"yarn","factor":4.0,"original_max_position_embeddings":16,"beta_fast":32,"beta_slow":1},"max_position_embeddings":64}""",
        """{"model_type":"llama","vocab_size":6,"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,"num_attention_heads":1,"tie_word_embeddings":true,"rope_scaling":{"type":"dynamic","factor":2.0},"max_position_embeddings":8}""",
        """{"model_type":"gpt2","vocab_size":6,"n_embd":4,"n_head":2,"n_layer":1,"n_positions":12,"n_inner":null,"activation_function":"gelu_new","layer_norm_epsilon":1e-5,"eos_token_id":2,"tie_word_embeddings":true}""",
        """{"model_type":"bert","vocab_size":6,"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,"num_attention_heads":2,"max_position_embeddings":12,"type_vocab_size":2,"hidden_act":"gelu","layer_norm_eps":1e-12,"pad_token_id":0,"position_embedding_type":"absolute"}""",
    ];

    public static IReadOnlyList<FuzzSeed> All() => [.. Configurations.SelectMany(Of)];

    /// <summary>A LLaMA without biases and scaling, in one file.</summary>
    public static FuzzSeed Llama(int vocabulary) => Of(
        $$"""{"model_type":"llama","architectures":["LlamaForCausalLM"],"vocab_size":{{vocabulary}},"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"hidden_act":"silu","rms_norm_eps":1e-6,"rope_theta":10000.0,"max_position_embeddings":64,"tie_word_embeddings":false,"bos_token_id":1,"eos_token_id":2}""")
        .First();

    private static IEnumerable<FuzzSeed> Of(string json)
    {
        Dictionary<string, long[]> shapes = Shapes(json);
        var weights = shapes.Select((shape, i) => (shape.Key, SeedTensors.Random(shape.Value, i))).ToArray();
        byte[] config = Encoding.UTF8.GetBytes(json), generation = Encoding.UTF8.GetBytes("""{"eos_token_id":1,"decoder_start_token_id":0}""");
        var half = weights.Select(w => (w.Key, w.Item2.to(ScalarType.BFloat16)));
        string[] shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
        var map = weights.Select((w, i) => (w.Key, Shard: i % 2)).ToArray();
        yield return Folder("whole", ("config.json", config), ("model.safetensors", SeedTensors.File(weights)));
        yield return Folder("half", ("config.json", config), ("generation_config.json", generation), ("model.safetensors", SeedTensors.File(half)));
        yield return Folder("sharded", ("config.json", config),
            ("model.safetensors.index.json",
                JsonSerializer.SerializeToUtf8Bytes(
                    new { metadata = new { total_size = 1 }, weight_map = map.ToDictionary(w => w.Key, w => shards[w.Shard]) })),
            (shards[0], SeedTensors.File(weights.Where((_, i) => i % 2 == 0))), (shards[1], SeedTensors.File(weights.Where((_, i) => i % 2 == 1))));
        foreach ((_, Tensor tensor) in weights) tensor.Dispose();
    }

    private static FuzzSeed Folder(string name, params (string Name, byte[] Content)[] files) => new(name, files.ToDictionary(f => f.Name, f => f.Content));

    private static Dictionary<string, long[]> Shapes(string json)
    {
        var source = new RecordingSource();
        using var scope = torch.NewDisposeScope();
        using IBackbone backbone = PretrainedBackbones.Create(new(ConfigFile.Of(JsonElement.Parse(json)), source), torch.CPU, ScalarType.Float32);
        return source.Taken;
    }
}
