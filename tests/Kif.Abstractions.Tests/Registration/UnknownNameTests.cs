namespace Kif.Tests.Registration;

public class UnknownNameTests
{
    [Theory]
    [InlineData("kif-lroa", "no strategy is named 'kif-lroa'; did you mean 'kif-lora'? There are: ewc, kif-lora, o-lora")]
    [InlineData("ewcc", "no strategy is named 'ewcc'; did you mean 'ewc'? There are: ewc, kif-lora, o-lora")]
    [InlineData("", "no strategy is named ''. There are: ewc, kif-lora, o-lora")]
    [InlineData("something else", "no strategy is named 'something else'. There are: ewc, kif-lora, o-lora")]
    public void The_nearest_name_is_suggested_where_one_is_near(string name, string message) =>
        UnknownName.Message("strategy", name, ["ewc", "kif-lora", "o-lora"]).Should().Be(message);

    [Fact]
    public void Nothing_is_suggested_where_there_is_nothing() => UnknownName.Message("task", "x", []).Should().StartWith("no task is named 'x'.");
}
