using System.Text.Json.Nodes;
using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>Sizes that the checkpoint does not have are refused before anything of that size is allocated.</summary>
public sealed class CheckpointSizeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("t5-flan-mixed-dtypes", "vocab_size", 2_000_000_000, "64")]
    [InlineData("t5-flan-mixed-dtypes", "d_model", 1_000_000_000, "16")]
    [InlineData("t5-flan-mixed-dtypes", "d_ff", 2_000_000_000, "24")]
    [InlineData("t5-flan-mixed-dtypes", "d_kv", 2_000_000_000, "num_heads · d_kv")]
    [InlineData("t5-flan-mixed-dtypes", "num_heads", 2_000_000_000, "3")]
    [InlineData("t5-flan-mixed-dtypes", "num_layers", 4096, "2, the number of layers")]
    [InlineData("t5-flan-mixed-dtypes", "num_decoder_layers", 3, "1, the number of layers")]
    [InlineData("t5-flan-mixed-dtypes", "relative_attention_num_buckets", 16, "8")]
    [InlineData("llama-multi-query-f64", "vocab_size", 2_147_483_647, "64")]
    [InlineData("llama-multi-query-f64", "hidden_size", 2_147_483_647, "16")]
    [InlineData("llama-multi-query-f64", "head_dim", 2_147_483_646, "num_attention_heads · head_dim")]
    [InlineData("llama-multi-query-f64", "num_attention_heads", 2_000_000_000, "num_attention_heads · head_dim")]
    [InlineData("llama-multi-query-f64", "num_key_value_heads", 4, "num_key_value_heads · head_dim")]
    [InlineData("llama-multi-query-f64", "intermediate_size", 2_000_000_000, "24")]
    [InlineData("llama-multi-query-f64", "num_hidden_layers", 3, "2, the number of layers")]
    [InlineData("gpt2-old-names", "n_positions", 2_000_000_000, "32")]
    [InlineData("gpt2-old-names", "n_embd", 400_000_000, "16")]
    [InlineData("gpt2-old-names", "n_inner", 2_000_000_000, "64")]
    [InlineData("gpt2-old-names", "n_layer", 1, "2, the number of layers")]
    [InlineData("gpt2-old-names", "vocab_size", 65, "64")]
    [InlineData("bert-old-names", "max_position_embeddings", 2_000_000_000, "24")]
    [InlineData("bert-old-names", "type_vocab_size", 3, "2")]
    [InlineData("bert-old-names", "hidden_size", 2_000_000_000, "16")]
    [InlineData("bert-old-names", "intermediate_size", 2_000_000_000, "24")]
    [InlineData("bert-old-names", "num_hidden_layers", 4000, "2, the number of layers")]
    public void Another_size_than_the_checkpoints_is_refused_with_file_and_setting(string model, string setting, int size, string allowed)
    {
        string source = Path.Combine(Fixtures.Root, "models", model);
        if (!Directory.Exists(source)) Assert.Skip($"{model} is not among these fixtures");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "model.safetensors"), Path.Combine(source, "model.safetensors"));
        JsonObject config = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "config.json")))!.AsObject();
        config[setting] = size;
        File.WriteAllText(Path.Combine(folder.Path, "config.json"), config.ToJsonString());
        long before = GC.GetAllocatedBytesForCurrentThread();

        Action load = () => PretrainedBackbones.Load(ModelFolder.Open(folder.Path)).Dispose();

        load.Should().Throw<InvalidDataException>().Which.Message.Should()
            .Contain("config.json': " + setting).And.Contain($" is {size}; allowed: ").And.Contain(allowed);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(32 << 20);
    }

    [Fact]
    public void An_unsound_configuration_is_refused_even_where_the_weights_are_missing_or_damaged()
    {
        File.WriteAllText(Path.Combine(folder.Path, "config.json"), """{"model_type": "bert", "vocab_size": 8, "is_decoder": true}""");
        File.WriteAllText(Path.Combine(folder.Path, "model.safetensors"), "no safetensors");

        Action load = () => PretrainedBackbones.Load(ModelFolder.Open(folder.Path));

        load.Should().Throw<InvalidDataException>().WithMessage("*is_decoder*");
    }
}
