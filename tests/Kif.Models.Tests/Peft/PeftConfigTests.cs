using System.Text.Json.Nodes;

namespace Kif.Models.Tests.Peft;

public sealed class PeftConfigTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_comes_back()
    {
        var config = new PeftConfig
        {
            Lora = new LoraSettings
            {
                Rank = 4, Alpha = 12.5, Dropout = 0.1, Targets = ["q", "v"], RankStabilized = true,
                Exclude = ["v"], Layers = [1, 3], LayersPattern = ["h", "block"], RankPattern = [new("z", 2), new("a", 3)], AlphaPattern = [new("q", 0.5)],
            },
            FanInFanOut = true,
            TaskType = "SEQ_2_SEQ_LM",
            BaseModel = "models/größe",
        };
        config.Write(folder["c.json"]);

        PeftConfig.Read(folder["c.json"]).Should().BeEquivalentTo(config, o => o.WithStrictOrdering());
    }

    [Fact]
    public void A_pattern_stands_in_for_the_list()
    {
        var config = new PeftConfig { Lora = new LoraSettings { TargetPattern = @".*decoder.*\.(SelfAttention|EncDecAttention)\.[qv]" } };
        config.Write(folder["c.json"]);

        PeftConfig read = PeftConfig.Read(folder["c.json"]);
        read.Lora.TargetPattern.Should().Be(config.Lora.TargetPattern);
        read.Matches("decoder.block.0.layer.0.SelfAttention.q").Should().BeTrue();
        read.Matches("decoder.block.0.layer.0.SelfAttention.q_norm").Should().BeFalse("the whole name must match");
        read.Matches("encoder.block.0.layer.0.SelfAttention.q").Should().BeFalse();
    }

    [Theory]
    [InlineData("q", true)]
    [InlineData("layer.0.q", true)]
    [InlineData("layer.0.SelfAttention.o", true)]
    [InlineData("layer.0.CrossAttention.o", false)]
    [InlineData("layer.0.seq", false)]
    public void A_listed_target_is_the_name_or_its_end_after_a_dot(string module, bool expected) =>
        new PeftConfig { Lora = new LoraSettings { Targets = ["q", "SelfAttention.o"] } }.Matches(module).Should().Be(expected);

    [Fact]
    public void What_is_left_out_has_PEFTs_default()
    {
        PeftConfig read = Read("{}");

        read.Lora.Should().BeEquivalentTo(new { Rank = 8, Alpha = 8.0, Dropout = 0.0, RankStabilized = false, Targets = Array.Empty<string>() });
        (read.TaskType, read.BaseModel, read.Lora.TargetPattern, read.FanInFanOut).Should().Be((null, null, null, false));
    }

    [Theory]
    [InlineData("""{"use_dora":false,"modules_to_save":null,"rank_pattern":{},"layers_to_transform":[],"runtime_config":{"ephemeral_gpu_offload":false}}""")]
    [InlineData("""{"fan_in_fan_out":true,"inference_mode":false,"megatron_core":"x","peft_version":"9","qalora_group_size":16,"revision":"main"}""")]
    [InlineData("""{"init_lora_weights":true,"bias":"none","never_heard_of":false}""")]
    [InlineData("""{"init_lora_weights":false}""")]
    [InlineData("""{"init_lora_weights":"gaussian"}""")]
    [InlineData("""{"init_lora_weights":"eva","eva_config":{"rho":2.0}}""")]
    [InlineData("""{"init_lora_weights":true,"corda_config":{"corda_method":"ipm"},"monteclora_config":{"num_samples":8},"velora_config":{"scale":1.0}}""")]
    [InlineData("""{"use_dora":true,"lora_bias":true,"bias":"all","modules_to_save":["lm_head"],"trainable_token_indices":{"lm_head":[2,1]}}""")]
    public void Settings_that_do_nothing_are_accepted(string json) => FluentActions.Invoking(() => Read(json)).Should().NotThrow();

    [Theory]
    [InlineData("""{"bias":"some"}""", "bias is \"some\"; allowed: \"none\", \"all\", \"lora_only\"")]
    [InlineData("""{"modules_to_save":[""]}""", "modules_to_save is [[]\"\"[]]; allowed: names, none of them blank")]
    [InlineData("""{"trainable_token_indices":[1,1]}""", "trainable_token_indices is [[]1,1[]]; allowed: ids of tokens, each once")]
    [InlineData("""{"trainable_token_indices":{"lm_head":[-1]}}""", "trainable_token_indices.lm_head is [[]-1[]]; allowed: ids of tokens")]
    [InlineData("""{"init_lora_weights":"corda"}""", "init_lora_weights is \"corda\"; allowed: *path_initial_model_for_weight_conversion")]
    [InlineData("""{"init_lora_weights":"lora_ga"}""", "init_lora_weights is \"lora_ga\"; allowed: *path_initial_model_for_weight_conversion")]
    [InlineData("""{"init_lora_weights":"loftq"}""", "init_lora_weights is \"loftq\"; allowed: *path_initial_model_for_weight_conversion")]
    [InlineData("""{"init_lora_weights":"pissa_niter_4"}""", "init_lora_weights is \"pissa_niter_4\"; allowed: *random numbers at each load")]
    [InlineData("""{"init_lora_weights":"pizza"}""", "init_lora_weights is \"pizza\"; allowed: true, false, \"gaussian\"")]
    [InlineData("""{"alora_invocation_tokens":[1]}""", "alora_invocation_tokens is [[]1[]]; allowed: null: aLoRA acts only")]
    [InlineData("""{"kasa_config":{"beta":1}}""", "kasa_config is")]
    [InlineData("""{"use_bdlora":{"nblocks":2}}""", "use_bdlora is")]
    [InlineData("""{"peft_type":"lora"}""", "peft_type is \"lora\"; allowed: \"LORA\", in capitals")]
    [InlineData("""{"layer_replication":[[0,2]]}""", "layer_replication is")]
    [InlineData("""{"use_qalora":true}""", "use_qalora is true")]
    [InlineData("""{"never_heard_of":1}""", "never_heard_of is 1")]
    [InlineData("""{"peft_type":"IA3"}""", "peft_type is \"IA3\"; allowed: \"LORA\"")]
    [InlineData("""{"r":0}""", "r is 0; allowed: 1 or more")]
    [InlineData("""{"r":2000000000000}""", "r is 2000000000000; allowed: a whole number of 32 bits")]
    [InlineData("""{"lora_alpha":0}""", "lora_alpha is 0; allowed: positive and finite")]
    [InlineData("""{"lora_alpha":1e999}""", "lora_alpha is 1e999; allowed: a finite number")]
    [InlineData("""{"rank_pattern":{"q":0}}""", "rank_pattern['q'] is 0; allowed: 1 or more")]
    [InlineData("""{"rank_pattern":{"q":"4"}}""", "rank_pattern.q is \"4\"; allowed: a whole number of 32 bits")]
    [InlineData("""{"rank_pattern":["q"]}""", "rank_pattern is [[]\"q\"[]]; allowed: an object")]
    [InlineData("""{"rank_pattern":{"(q":4}}""", "rank_pattern is '(q'; allowed: patterns of Python's re; this one has a ( without its )")]
    [InlineData("""{"alpha_pattern":{"q":-1}}""", "alpha_pattern['q'] is -1; allowed: positive and finite")]
    [InlineData("""{"alpha_pattern":{"(?i)q":1}}""",
        "alpha_pattern is '(?i)q'; allowed: patterns of Python's re; this one has flags of the whole pattern that do not stand at its start")]
    [InlineData("""{"exclude_modules":["q",""]}""", "exclude_modules is ['']")]
    [InlineData("""{"layers_to_transform":[-1],"target_modules":["q"]}""", "layers_to_transform is [[]-1[]]; allowed: numbers of layers")]
    [InlineData("""{"layers_to_transform":[1],"target_modules":"q"}""", "layers_to_transform is [[]1[]]; allowed: none beside a pattern")]
    [InlineData("""{"layers_pattern":"h","target_modules":["q"]}""", "layers_pattern is ['h']; allowed: none without numbers")]
    [InlineData("""{"layers_pattern":["("],"layers_to_transform":1,"target_modules":["q"]}""", "layers_pattern is '('")]
    [InlineData("""{"fan_in_fan_out":1}""", "fan_in_fan_out is 1; allowed: true or false")]
    [InlineData("""{"r":2.5}""", "r is 2.5")]
    [InlineData("""{"lora_dropout":1.5}""", "lora_dropout is 1.5")]
    [InlineData("""{"target_modules":"(q"}""", "target_modules is '(q'; allowed: patterns of Python's re; this one has a ( without its )")]
    [InlineData("""{"target_modules":"(?x)q"}""",
        "target_modules is '(?x)q'; allowed: patterns of Python's re; this one has the flag 'x', which Kif does not have")]
    [InlineData("""{"target_modules":[1]}""", "target_modules is 1; allowed: a text")]
    [InlineData("""{"target_modules":3}""", "target_modules is 3")]
    public void Settings_that_Kif_lacks_or_refuses_are_named(string json, string message) =>
        FluentActions.Invoking(() => Read(json)).Should().Throw<InvalidDataException>()
        .WithMessage($"*{folder["c.json"]}': {message.Replace("[[]", "[").Replace("[]]", "]")}*");

    [Fact]
    public void Another_kind_of_adapter_is_refused()
    {
        File.WriteAllText(folder["c.json"], "{}");

        FluentActions.Invoking(() => PeftConfig.Read(folder["c.json"])).Should().Throw<InvalidDataException>().WithMessage("*peft_type is missing*");
    }

    [Fact]
    public void List_and_pattern_exclude_each_other() =>
        new PeftConfig { Lora = new LoraSettings { Targets = ["q"], TargetPattern = "q" } }.Invoking(c => c.Write(folder["c.json"]))
            .Should().Throw<ArgumentException>().WithMessage("*exclude each other*");

    private PeftConfig Read(string json)
    {
        JsonObject settings = JsonNode.Parse(json)!.AsObject();
        settings.TryAdd("peft_type", "LORA");
        File.WriteAllText(folder["c.json"], settings.ToJsonString());
        return PeftConfig.Read(folder["c.json"]);
    }
}
