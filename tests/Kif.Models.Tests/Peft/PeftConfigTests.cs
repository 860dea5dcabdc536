using System.Text.Json.Nodes;
using Kif.Models.Lora;
using Kif.Models.Peft;

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
            Lora = new LoraSettings { Rank = 4, Alpha = 12.5, Dropout = 0.1, Targets = ["q", "v"], RankStabilized = true },
            TaskType = "SEQ_2_SEQ_LM",
            BaseModel = "models/größe",
        };
        config.Write(folder["c.json"]);

        PeftConfig.Read(folder["c.json"]).Should().BeEquivalentTo(config);
    }

    [Fact]
    public void A_pattern_stands_in_for_the_list()
    {
        var config = new PeftConfig { Lora = new LoraSettings(), TargetPattern = @".*decoder.*\.(SelfAttention|EncDecAttention)\.[qv]" };
        config.Write(folder["c.json"]);

        PeftConfig read = PeftConfig.Read(folder["c.json"]);
        read.TargetPattern.Should().Be(config.TargetPattern);
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
        (read.TaskType, read.BaseModel, read.TargetPattern).Should().Be((null, null, null));
    }

    [Theory]
    [InlineData("""{"use_dora":false,"modules_to_save":null,"rank_pattern":{},"layers_to_transform":[],"runtime_config":{"ephemeral_gpu_offload":false}}""")]
    [InlineData("""{"fan_in_fan_out":true,"inference_mode":false,"megatron_core":"x","peft_version":"9","qalora_group_size":16,"revision":"main"}""")]
    [InlineData("""{"init_lora_weights":true,"bias":"none","never_heard_of":false}""")]
    [InlineData("""{"init_lora_weights":false}""")]
    [InlineData("""{"init_lora_weights":"gaussian"}""")]
    public void Settings_that_do_nothing_are_accepted(string json) => FluentActions.Invoking(() => Read(json)).Should().NotThrow();

    [Theory]
    [InlineData("""{"use_dora":true}""", "use_dora is true")]
    [InlineData("""{"modules_to_save":["lm_head"]}""", "modules_to_save is [[]\"lm_head\"[]]")]
    [InlineData("""{"rank_pattern":{"q":4}}""", "rank_pattern is {\"q\":4}")]
    [InlineData("""{"alpha_pattern":{"q":4}}""", "alpha_pattern is")]
    [InlineData("""{"bias":"all"}""", "bias is \"all\"; allowed: \"none\"")]
    [InlineData("""{"lora_bias":true}""", "lora_bias is true")]
    [InlineData("""{"layers_to_transform":[0,1]}""", "layers_to_transform is")]
    [InlineData("""{"layers_to_transform":3}""", "layers_to_transform is 3")]
    [InlineData("""{"layer_replication":[[0,2]]}""", "layer_replication is")]
    [InlineData("""{"target_parameters":["w"]}""", "target_parameters is")]
    [InlineData("""{"trainable_token_indices":[1]}""", "trainable_token_indices is")]
    [InlineData("""{"exclude_modules":"x"}""", "exclude_modules is")]
    [InlineData("""{"init_lora_weights":"pissa"}""", "init_lora_weights is \"pissa\"")]
    [InlineData("""{"use_qalora":true}""", "use_qalora is true")]
    [InlineData("""{"never_heard_of":1}""", "never_heard_of is 1")]
    [InlineData("""{"peft_type":"IA3"}""", "peft_type is \"IA3\"; allowed: \"LORA\"")]
    [InlineData("""{"r":0}""", "LoraSettings.Rank is 0")]
    [InlineData("""{"r":2.5}""", "r is 2.5")]
    [InlineData("""{"lora_dropout":1.5}""", "LoraSettings.Dropout is 1.5")]
    [InlineData("""{"target_modules":"all-linear"}""", "'all-linear'")]
    [InlineData("""{"target_modules":"(q"}""", "Not enough )")]
    [InlineData("""{"target_modules":[1]}""", "target_modules is 1; allowed: a text")]
    [InlineData("""{"target_modules":3}""", "target_modules is 3")]
    public void Settings_that_Kif_lacks_or_refuses_are_named(string json, string message) =>
        FluentActions.Invoking(() => Read(json)).Should().Throw<InvalidDataException>().WithMessage($"*{folder["c.json"]}*{message.Replace("[[]", "[").Replace("[]]", "]")}*");

    [Fact]
    public void Another_kind_of_adapter_is_refused()
    {
        File.WriteAllText(folder["c.json"], "{}");

        FluentActions.Invoking(() => PeftConfig.Read(folder["c.json"])).Should().Throw<InvalidDataException>().WithMessage("*peft_type is missing*");
    }

    [Fact]
    public void List_and_pattern_exclude_each_other() =>
        new PeftConfig { Lora = new LoraSettings { Targets = ["q"] }, TargetPattern = "q" }.Invoking(c => c.Write(folder["c.json"]))
            .Should().Throw<ArgumentException>().WithMessage("*exclude each other*");

    private PeftConfig Read(string json)
    {
        JsonObject settings = JsonNode.Parse(json)!.AsObject();
        settings.TryAdd("peft_type", "LORA");
        File.WriteAllText(folder["c.json"], settings.ToJsonString());
        return PeftConfig.Read(folder["c.json"]);
    }
}
