namespace Kif.Models.Tests.Peft;

public class PeftNamesTests
{
    [Fact]
    public void Names_and_modules_belong_together()
    {
        PeftNames.A("encoder.q").Should().Be("base_model.model.encoder.q.lora_A.weight");
        PeftNames.B("encoder.q").Should().Be("base_model.model.encoder.q.lora_B.weight");
        PeftNames.ModuleOf(PeftNames.A("encoder.q")).Should().Be("encoder.q");
        PeftNames.ModuleOf(PeftNames.B("encoder.q")).Should().Be("encoder.q");
    }

    [Theory]
    [InlineData("encoder.q.lora_A.weight")]
    [InlineData("base_model.model.encoder.q.weight")]
    [InlineData("base_model.model.encoder.q.lora_embedding_A")]
    [InlineData("base_model.model..lora_A.weight")]
    [InlineData("base_model.model.lora_A.weight")]
    [InlineData("")]
    public void Other_names_have_no_module(string name) => PeftNames.ModuleOf(name).Should().BeNull();
}
