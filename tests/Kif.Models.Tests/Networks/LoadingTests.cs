using System.Text.Json;

namespace Kif.Models.Tests.Networks;

/// <summary>Strictness of configurations and checkpoints.</summary>
public sealed class LoadingTests
{
    private static readonly T5Config Tiny = new()
    {
        VocabSize = 8, HiddenSize = 4, HeadDim = 2, IntermediateSize = 6, EncoderLayers = 1, DecoderLayers = 1, Heads = 2,
    };

    [Fact]
    public void Missing_extra_and_misshaped_weights_are_named()
    {
        using IBackbone sound = T5Initializer.Create(Tiny, new(1), torch.CPU);
        var whole = sound.Weights.ToDictionary(w => w.Name, w => w.Shape.ToArray());
        const string q = "encoder.block.0.layer.0.SelfAttention.q.weight";

        Load(whole).Should().BeNull();
        Load(new(whole) { ["lm_head.weight"] = [8, 4], ["encoder.embed_tokens.weight"] = [8, 4] }).Should().BeNull("tied weights may be stored twice");
        Load(new(whole) { ["extra.weight"] = [1] }).Should().Contain("extra.weight");
        Load(new(whole) { [q] = [4, 5] }).Should().Contain(q);
        Load(whole.Where(p => p.Key != q).ToDictionary()).Should().Contain(q);
        Load(whole.ToDictionary(p => p.Key == "shared.weight" ? "decoder.embed_tokens.weight" : p.Key, p => p.Value))
            .Should().BeNull("a tied weight may lie under an alias");

        static string? Load(Dictionary<string, long[]> stored)
        {
            try
            {
                new T5Backbone(Tiny, new Zeros(stored), torch.CPU, ScalarType.Float32).Dispose();
                return null;
            }
            catch (InvalidDataException e)
            {
                return e.Message;
            }
        }
    }

    [Theory]
    [InlineData("""{"model_type": "t6"}""", "t5")]
    [InlineData("""{"model_type": "t5", "vocab_size": 8, "d_model": 0}""", "d_model")]
    [InlineData("""{"model_type": "llama", "vocab_size": 8, "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "rope_scaling": {"rope_type": "longrope"}}""", "short_factor")]
    [InlineData("""{"model_type": "llama", "vocab_size": -8, "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}""",
        "vocab_size")]
    public void Unsound_configurations_are_refused_before_weights_are_read(string config, string named)
    {
        Action load = () => PretrainedBackbones.Create(
            new(Config(config), new Zeros([], true)), torch.CPU, ScalarType.Float32);

        load.Should().Throw<InvalidDataException>().Which.Message.Should().MatchRegex(named);
    }

    [Fact]
    public void Anyone_can_add_a_model_type_once()
    {
        KifCatalog catalog = new KifCatalog().AddBackbones().AddBackbone("mine", "", (_, _, _) => SmallModels.T5());

        using IBackbone made = PretrainedBackbones.Create(new(Config("""{"model_type": "mine"}"""), new Zeros([])), torch.CPU, ScalarType.Float64, catalog);

        made.ModelType.Should().Be("t5");
        Assert.Throws<ArgumentException>(() => catalog.AddBackbone("mine", "", (_, _, _) => made));
    }

    [Fact]
    public void Ids_that_end_a_generation_come_from_the_generation_config_first()
    {
        ConfigFile config = Config(
            """{"vocab_size": 8, "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "eos_token_id": 2}""");
        ConfigFile generation = Config("""{"eos_token_id": [2, 7]}""");

        LlamaConfig.Read(config, generation).EndIds.Should().Equal(2, 7);
        LlamaConfig.Read(config).EndIds.Should().Equal(2);
    }

    [Fact]
    public void A_written_configuration_reads_back()
    {
        T5Config config = Tiny with { FeedForward = "gated-silu", TieWordEmbeddings = false, MaxDistance = 64, EndIds = [1, 5], DecoderLayers = 3 };

        T5Config read = T5Config.Read(Config(T5ConfigFile.ToJson(config).ToJsonString()));

        read.Should().BeEquivalentTo(config);
    }

    [Theory, InlineData("cpu", DeviceType.CPU, -1), InlineData("cuda", DeviceType.CUDA, 0), InlineData("cuda:1", DeviceType.CUDA, 1)]
    public void Devices_go_by_name(string name, DeviceType type, int index)
    {
        Device device = TorchDevice.Parse(name);

        device.type.Should().Be(type);
        device.index.Should().Be(index);
        Assert.Throws<ArgumentException>(() => TorchDevice.Parse(name + "x"));
    }

    private static ConfigFile Config(string json) => ConfigFile.Of(JsonDocument.Parse(json).RootElement);

    private sealed class Zeros(Dictionary<string, long[]> stored, bool untouchable = false) : IWeightSource
    {
        private readonly HashSet<string> left = [.. stored.Keys];

        public bool Contains(string name) => untouchable ? throw new InvalidOperationException("weights were read") : stored.ContainsKey(name);

        public Tensor Take(string name, params long[] shape) =>
            left.Remove(name) && stored[name].SequenceEqual(shape) ? torch.zeros(shape) : throw new InvalidDataException($"missing or misshaped: {name}");

        public void AssertAllTaken(Func<string, bool>? mayRemain = null)
        {
            if (left.FirstOrDefault(n => mayRemain?.Invoke(n) != true) is { } extra) throw new InvalidDataException($"left over: {extra}");
        }
    }
}
