using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Models.Tests.Networks;

/// <summary>What a configuration may ask for; everything else is refused by name before a weight is read.</summary>
public sealed class ConfigurationTests
{
    private static readonly Dictionary<string, string> Sound = new()
    {
        ["t5"] = """{"model_type": "t5", "vocab_size": 8, "d_model": 8, "d_kv": 4, "d_ff": 8, "num_layers": 1, "num_heads": 2}""",
        ["llama"] = """{"model_type": "llama", "vocab_size": 8, "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}""",
        ["gpt2"] = """{"model_type": "gpt2", "vocab_size": 8, "n_embd": 8, "n_layer": 1, "n_head": 2, "n_positions": 16}""",
        ["bert"] = """
            {"model_type": "bert", "vocab_size": 8, "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 16}
            """,
    };

    public static TheoryData<string> Families => [.. Sound.Keys];

    [Theory, MemberData(nameof(Families))]
    public void A_sound_configuration_goes_on_to_the_weights(string family) =>
        Loading(family, "{}").Should().Throw<NotSupportedException>("nothing is wrong with it").WithMessage(NoWeights.Touched);

    [Theory]
    [CombinatorialSettings("t5,llama,gpt2,bert", """{"quantization_config": {"quant_method": "gptq"}}""", """{"add_cross_attention": true}""",
        """{"pruned_heads": {"0": [1]}}""",
        """{"num_local_experts": 8}""", """{"num_experts": 4}""", """{"attn_logit_softcapping": 50.0}""", """{"final_logit_softcapping": 30.0}""",
        """{"sliding_window": 4096}""",
        """{"layer_types": ["sliding_attention"]}""", """{"residual_multiplier": 0.2}""", """{"partial_rotary_factor": 0.5}""", """{"vocab_size": 0}""",
        """{"vocab_size": 3000000000}""",
        """{"vocab_size": "8"}""")]
    [CombinatorialSettings("llama,gpt2,bert", """{"is_encoder_decoder": true}""")]
    [CombinatorialSettings("t5", """{"is_encoder_decoder": false}""", """{"is_decoder": true}""", """{"feed_forward_proj": "gated-geluu"}""",
        """{"is_gated_act": true}""",
        """{"dense_act_fn": "silu"}""", """{"num_layers": 2000000000}""", """{"num_decoder_layers": 5000}""", """{"relative_attention_num_buckets": 2}""",
        """{"relative_attention_max_distance": 16}""", """{"decoder_start_token_id": 8}""")]
    [CombinatorialSettings("llama", """{"hidden_act": "gelu_nwe"}""", """{"num_hidden_layers": 100000}""", """{"num_key_value_heads": 3}""", """{"head_dim": 5}""",
        """{"rope_theta": 0}""")]
    [CombinatorialSettings("gpt2", """{"activation_function": "gelu_nwe"}""", """{"n_layer": 4097}""", """{"n_head": 3}""", """{"n_positions": -1}""",
        """{"n_inner": 0}""")]
    [CombinatorialSettings("bert", """{"is_decoder": true}""", """{"position_embedding_type": "relative_key"}""", """{"hidden_act": "geglu"}""",
        """{"num_hidden_layers": 9999999}""",
        """{"num_attention_heads": 3}""", """{"embedding_size": 4}""")]
    public void What_is_not_supported_is_refused_by_file_setting_and_value(string family, string setting)
    {
        KeyValuePair<string, JsonNode?> entry = JsonNode.Parse(setting)!.AsObject().Single();

        Loading(family, setting).Should().Throw<InvalidDataException>().Which.Message
            .Should().Contain("'config.json'").And.Contain($"{entry.Key} is ").And.Contain("allowed:").And.Contain(entry.Value!.ToJsonString()[..1]);
    }

    [Theory]
    [InlineData("su", "rope_scaling.rope_type is \"su\"; allowed: default, linear, dynamic, llama3, yarn, longrope")]
    [InlineData("lama3", "Nearest: 'llama3'")]
    public void Unknown_rotations_are_refused_with_the_nearest(string kind, string named) =>
        Loading("llama", $$$"""{"rope_scaling": {"rope_type": "{{{kind}}}", "factor": 2.0}}""").Should().Throw<InvalidDataException>().Which.Message.Should()
        .Contain(named);

    [Theory]
    [InlineData("""{"rope_type": "linear"}""", "factor")]
    [InlineData("""{"type": "dynamic", "factor": 0.5}""", "factor")]
    [InlineData("""{"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4}""", "high_freq_factor")]
    [InlineData("""{"rope_type": "yarn", "factor": 4, "beta_fast": 1, "beta_slow": 32}""", "beta_fast")]
    [InlineData("""{"rope_type": "yarn", "factor": 4, "attention_factor": -1}""", "attention_factor")]
    [InlineData("""{"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 0}""", "original_max_position_embeddings")]
    public void Rotations_without_sense_are_refused(string scaling, string named) =>
        Loading("llama", $$$"""{"rope_scaling": {{{scaling}}}}""").Should().Throw<InvalidDataException>().Which.Message.Should()
        .Contain($"rope_scaling.{named} is ");

    [Theory, InlineData("gpt", "Nearest: 'gpt2'"), InlineData("bart", "Nearest: 'bert'"), InlineData("falcon", "allowed: t5, llama, qwen2, qwen3, mistral, smollm3, olmo2, phi3, gemma2, gemma3_text, gpt2, bert, modernbert")]
    public void Unknown_model_types_are_refused_with_the_nearest(string type, string named) =>
        Loading("t5", $$"""{"model_type": "{{type}}"}""").Should().Throw<InvalidDataException>().Which.Message.Should().Contain(named);

    [Theory]
    [InlineData("""{"model_type": "mixtral"}""", "a mixture of experts")]
    [InlineData("""{"model_type": "new_moe_kind"}""", "a mixture of experts")]
    [InlineData("""{"model_type": "new_kind", "n_routed_experts": 8}""", "a mixture of experts")]
    [InlineData("""{"model_type": "new_kind", "layer_types": ["linear_attention", "full_attention"]}""", "attention mixed with other layers")]
    [InlineData("""{"model_type": "mamba"}""", "a state-space model without attention")]
    [InlineData("""{"model_type": "new_kind", "vision_config": {"hidden_size": 8}}""", "a model of several modalities")]
    public void Kinds_of_models_that_Kif_does_not_have_are_refused_by_name(string settings, string kind) => Loading("t5", settings).Should()
        .Throw<InvalidDataException>().WithMessage($"'config.json': model_type is *allowed: t5, *It is {kind}, which Kif does not have.");

    [Theory, MemberData(nameof(Families))]
    public void Settings_that_change_nothing_are_ignored(string family) =>
        Loading(family, """
            {"torch_dtype": "bfloat16", "dtype": "float16", "use_cache": false, "quantization_config": null, "pruned_heads": {}, "sliding_window": 4096, "use_sliding_window": false,
             "layer_types": ["full_attention"], "is_decoder": false, "add_cross_attention": false, "attn_logit_softcapping": null, "num_experts": 0, "gradient_checkpointing": true,
             "task_specific_params": {"summarization": {"num_beams": 4}}, "pretraining_tp": 2, "attention_dropout": 0.1, "residual_multiplier": 1.0, "something_new": [1, {}]}
            """).Should().Throw<NotSupportedException>().WithMessage(NoWeights.Touched);

    [Theory]
    [CombinatorialSettings("t5,llama,gpt2,bert", """{"repetition_penalty": 1.2}""", """{"no_repeat_ngram_size": 3}""", """{"suppress_tokens": [1]}""",
        """{"begin_suppress_tokens": [1]}""",
        """{"bad_words_ids": [[4]]}""", """{"forced_bos_token_id": 4}""", """{"forced_eos_token_id": 1}""", """{"min_new_tokens": 5}""",
        """{"stop_strings": ["."]}""", """{"num_beams": 4}""", """{"do_sample": true}""")]
    public void Generation_settings_that_change_answers_are_told_and_block_nothing(string family, string setting)
    {
        KeyValuePair<string, JsonNode?> entry = JsonNode.Parse(setting)!.AsObject().Single();
        string told = $"generation takes the likeliest id at each step and leaves out {entry.Key} {entry.Value!.ToJsonString()}";

        Loading(family, "{}", setting).Should().Throw<NotSupportedException>("nothing is wrong with it").WithMessage(NoWeights.Touched);
        Notes(family, "{}", setting).Should().Equal("generation_config.json: " + told);
        Notes(family, setting).Should().Equal("config.json: " + told);
        Notes(family, setting, "{}").Should().BeEmpty("a generation_config.json stands for all of it");
    }

    [Theory, MemberData(nameof(Families))]
    public void How_generation_searches_is_for_the_caller_to_say(string family) => Notes(family, "{}", """
            {"do_sample": false, "temperature": 0.6, "top_p": 0.9, "top_k": 50, "num_beams": 1, "length_penalty": 2.0, "max_length": 20, "max_new_tokens": 5, "early_stopping": true,
             "repetition_penalty": 1.0, "suppress_tokens": [], "forced_eos_token_id": null, "min_length": 0}
            """).Should().BeEmpty();

    [Theory]
    [CombinatorialSettings("t5", """{"layer_norm_epsilon": null}""", """{"feed_forward_proj": null}""", """{"relative_attention_num_buckets": null}""")]
    [CombinatorialSettings("llama", """{"rms_norm_eps": null}""", """{"hidden_act": null}""", """{"num_hidden_layers": null}""")]
    [CombinatorialSettings("gpt2", """{"scale_attn_weights": null}""", """{"activation_function": null}""", """{"n_head": null}""")]
    [CombinatorialSettings("bert", """{"layer_norm_eps": null}""", """{"position_embedding_type": null}""", """{"vocab_size": null}""")]
    public void A_null_that_is_no_default_is_refused(string family, string setting) => Loading(family, setting).Should().Throw<InvalidDataException>()
        .WithMessage($"*'config.json'*{JsonNode.Parse(setting)!.AsObject().Single().Key} is *");

    [Theory]
    [CombinatorialSettings("t5,llama,gpt2,bert", """{"eos_token_id": 8}""", """{"eos_token_id": [1, 50256]}""", """{"eos_token_id": -1}""")]
    public void End_ids_beyond_the_vocabulary_are_refused(string family, string setting)
    {
        const string wanted = "eos_token_id is *; allowed: ids of the vocabulary, 0 to 7 (vocab_size is 8)*";
        Loading(family, setting).Should().Throw<InvalidDataException>().WithMessage($"'config.json': {wanted}");
        Loading(family, "{}", setting).Should().Throw<InvalidDataException>().WithMessage($"'generation_config.json': {wanted}");
        Loading(family, setting, """{"eos_token_id": 2}""").Should().Throw<NotSupportedException>("its id counts").WithMessage(NoWeights.Touched);
    }

    [Fact]
    public void Ids_come_from_the_generation_config_first_and_lists_are_lists()
    {
        ConfigFile generation = Config("""{"eos_token_id": [2, 7], "decoder_start_token_id": 3, "pad_token_id": 5}""");

        T5Config.Read(Config(Sound["t5"]), generation).Should().BeEquivalentTo(new { EndIds = new[] { 2, 7 }, DecoderStartId = 3, PadId = 5 });
        Gpt2Config.Read(Config(Sound["gpt2"]), generation).Should().BeEquivalentTo(new { EndIds = new[] { 2, 7 }, PadId = 5 });
        BertConfig.Read(Config(Sound["bert"]), generation).Should().BeEquivalentTo(new { EndIds = new[] { 2, 7 }, PadId = 5 });
        LlamaConfig.Read(Config(Sound["llama"]), Config("""{"eos_token_id": 3, "pad_token_id": -1}""")).Should()
            .BeEquivalentTo(new { EndIds = new[] { 3 }, PadId = 0 });
        LlamaConfig.Read(Merged("llama", """{"pad_token_id": 8}""")).PadId.Should().Be(0, "8 is no id of a vocabulary of 8");
    }

    [Fact]
    public void Older_and_newer_spellings_are_read()
    {
        Gpt2Config.Read(Merged("gpt2", """{"n_positions": null, "n_ctx": 12}""")).MaxPositions.Should().Be(12);
        Gpt2Config.Read(Merged("gpt2", """{"n_inner": null}""")).IntermediateSize.Should().Be(32);
        LlamaConfig.Read(Merged("llama", """{"rope_parameters": {"rope_theta": 500.0, "rope_type": "default"}}""")).Rope.Shape.Theta.Should().Be(500);
        T5Config.Read(Merged("t5", """{"feed_forward_proj": "gated-gelu", "is_gated_act": true, "dense_act_fn": "gelu_new"}""")).FeedForward.Should()
            .Be("gated-gelu");
    }

    [Fact]
    public void General_names_of_settings_are_the_familys_own()
    {
        Gpt2Config.Read(Merged("gpt2", """{"n_head": null, "num_attention_heads": 4}""")).Heads.Should().Be(4);
        T5Config.Read(Merged("t5", """{"d_kv": null, "head_dim": 6, "hidden_size": 8}""")).Should().BeEquivalentTo(new { HeadDim = 6, HiddenSize = 8 });
        Loading("gpt2", """{"num_attention_heads": 4}""").Should().Throw<InvalidDataException>()
            .WithMessage("'config.json': num_attention_heads is 4; allowed: 2, since n_head*");
    }

    [Fact]
    public void Sizes_left_out_are_those_of_the_class_unless_misspelled()
    {
        LlamaConfig.Read(Config("""{"hidden_size": 64}""")).Should().BeEquivalentTo(new { Heads = 32, HeadDim = 2, Layers = 32, VocabSize = 32000 });
        Gpt2Config.Read(Config("{}")).Should().BeEquivalentTo(new { Heads = 12, HiddenSize = 768, Layers = 12, VocabSize = 50257, MaxPositions = 1024 });
        BertConfig.Read(Config("{}")).Should().BeEquivalentTo(new { Heads = 12, HiddenSize = 768, Layers = 12, VocabSize = 30522, MaxPositions = 512 });
        T5Config.Read(Config("{}")).Should().BeEquivalentTo(new { Heads = 8, HiddenSize = 512, HeadDim = 64, EncoderLayers = 6, DecoderLayers = 6 });
        FluentActions.Invoking(() => Gpt2Config.Read(Config("""{"n_heads": 4}"""))).Should().Throw<InvalidDataException>().WithMessage("*n_head is missing*n_heads*");
    }

    [Theory]
    [InlineData("""{"decoder_start_token_id": 2}""", "{}", 2, 2)]
    [InlineData("""{"decoder_start_token_id": 2}""", """{"decoder_start_token_id": 3}""", 2, 3)]
    [InlineData("{}", """{"decoder_start_token_id": 3}""", 3, 3)]
    [InlineData("""{"pad_token_id": 4}""", "{}", 4, 4)]
    public void Training_starts_as_the_model_says_and_answers_as_generation_says(string config, string generation, int training, int answers) =>
        T5Config.Read(Merged("t5", config), Config(generation)).Should().BeEquivalentTo(new { DecoderStartId = training, AnswerStartId = answers });

    private static List<string> Notes(string family, string settings, string? generation = null)
    {
        var notes = new List<string>();
        GenerationSettings.Note(Files(family, settings, generation) with { Notes = notes });
        return notes;
    }

    private static Action Loading(string family, string settings, string? generation = null) => () => PretrainedBackbones.Create(
        Files(family, settings, generation), torch.CPU, ScalarType.Float32);

    private static BackboneFiles Files(string family, string settings, string? generation) =>
        new(Merged(family, settings), new NoWeights(), generation is null ? null : Config(generation, "generation_config.json"));

    private static ConfigFile Merged(string family, string settings)
    {
        JsonObject config = JsonNode.Parse(Sound[family])!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(settings)!.AsObject()) config[name] = value?.DeepClone();
        return Config(config.ToJsonString());
    }

    private static ConfigFile Config(string json, string source = "config.json") => ConfigFile.Of(JsonDocument.Parse(json).RootElement, source);

    private sealed class NoWeights : IWeightSource
    {
        public const string Touched = "the checkpoint was looked at";

        public bool Contains(string name) => throw new NotSupportedException(Touched);

        public Tensor Take(string name, params long[] shape) => throw new NotSupportedException(Touched);

        public void AssertAllTaken(Func<string, bool>? mayRemain = null) => throw new NotSupportedException(Touched);
    }
}
