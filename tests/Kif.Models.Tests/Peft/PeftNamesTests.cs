namespace Kif.Models.Tests.Peft;

public class PeftNamesTests
{
    [Fact]
    public void Names_and_modules_belong_together()
    {
        PeftNames.A("encoder.q").Should().Be("base_model.model.encoder.q.lora_A.weight");
        PeftNames.B("encoder.q").Should().Be("base_model.model.encoder.q.lora_B.weight");
        PeftKey.Parse(PeftNames.A("encoder.q"))!.Target.Should().Be("encoder.q");
        PeftKey.Parse(PeftNames.B("encoder.q"))!.Target.Should().Be("encoder.q");
    }

    [Theory]
    [InlineData("encoder.q.lora_A.weight")]
    [InlineData("base_model.encoder.q.lora_A.weight")]
    [InlineData("module.base_model.model.encoder.q.lora_A.weight")]
    [InlineData("base_model.model.")]
    [InlineData("")]
    public void A_name_without_the_prefix_is_none(string name) => PeftKey.Parse(name).Should().BeNull();

    [Theory]
    [InlineData("encoder.q.lora_A.weight")]
    [InlineData("base_model.encoder.q.lora_A.weight")]
    [InlineData("module.base_model.model.encoder.q.lora_A.weight")]
    [InlineData("base_model.model.base_model.model.encoder.q.lora_A.weight")]
    public void The_name_with_its_prefix_is_found(string name) => PeftKey.WithPrefix(name).Should().Be(PeftNames.A("encoder.q"));

    [Theory]
    [InlineData("q.lora_A.default.weight", "FactorA", "q")]
    [InlineData("a.q.lora_B.bias", "BiasOfB", "a.q")]
    [InlineData("q.lora_embedding_A", "EmbeddingA", "q")]
    [InlineData("q.lora_embedding_B.default", "EmbeddingB", "q")]
    [InlineData("q.lora_magnitude_vector", "Magnitude", "q")]
    [InlineData("q.lora_magnitude_vector.default.weight", "Magnitude", "q")]
    [InlineData("q.token_adapter.trainable_tokens_delta", "TokenRows", "q")]
    [InlineData("q.token_adapter.base_layer.weight", "Base", "q.weight")]
    [InlineData("q.base_layer.bias", "Base", "q.bias")]
    [InlineData("cls.original_module.a.bias", "Base", "cls.a.bias")]
    [InlineData("cls.modules_to_save.default.a.bias", "SavedModule", "cls.a.bias")]
    [InlineData("lm_head.modules_to_save.weight", "SavedModule", "lm_head.weight")]
    [InlineData("encoder.q.weight", "Whole", "encoder.q.weight")]
    [InlineData("q.lora_velora_embed", "Training", "q.lora_velora_embed")]
    [InlineData("q.lora_monteclora_sampler.std_prior", "Training", "q.lora_monteclora_sampler.std_prior")]
    [InlineData("q.lora_diag", "Unknown", "q.lora_diag")]
    [InlineData("q.lora_A", "Unknown", "q.lora_A")]
    [InlineData("lora_A.weight", "Unknown", "lora_A.weight")]
    [InlineData("q.ia3_l", "Unknown", "q.ia3_l")]
    public void Parts_are_told_apart(string name, string part, string target)
    {
        PeftKey key = PeftKey.Parse("base_model.model." + name)!;
        (key.Part.ToString(), key.Target).Should().Be((part, target));
    }
}
