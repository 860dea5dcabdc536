using System.Text.Json;

namespace Kif.Baselines.Tests.Distillation;

/// <summary>The teacher's prompt.</summary>
public sealed class DemonstrationTests
{
    private const string Usual = @"{prompt}\n\n{demonstration}";

    [Fact]
    public void It_has_the_prompt_an_empty_line_and_the_expected_answer()
    {
        Example example = new("1 + 1 = {demonstration}", "2 {prompt}", "a");
        Demonstration.Before(example, Usual).Should().Be(example with { Input = "1 + 1 = {demonstration}\n\n2 {prompt}" }, "texts are not templates");
        Demonstration.Before(example, @"Q: {prompt}\nLike: {demonstration}\n{prompt}").Input.Should()
            .Be("Q: 1 + 1 = {demonstration}\nLike: 2 {prompt}\n1 + 1 = {demonstration}");
    }

    [Fact]
    public void Of_a_conversation_the_last_question_has_it()
    {
        var example = new Example("x", "yes", "a")
        {
            Chat = """{"messages":[{"role":"user","content":"first"},{"role":"assistant","content":"no"},{"role":"user","content":"sure?"},{"role":"assistant","content":"yes"}],"tools":[1]}""",
        };
        JsonElement chat = JsonElement.Parse(Demonstration.Before(example, Usual).Chat!);
        chat.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("content").GetString()).Should().Equal("first", "no", "sure?\n\nyes", "yes");
        chat.GetProperty("tools").GetArrayLength().Should().Be(1);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"system","content":"s"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"u"},{"role":"tool","content":"t"},{"role":"assistant","content":"a"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text"}]}]}""")]
    public void A_conversation_that_does_not_end_with_a_text_of_the_user_is_refused(string chat) =>
        FluentActions.Invoking(() => Demonstration.Before(new("x", "y", "odd") { Chat = chat }, Usual))
            .Should().Throw<InvalidDataException>().WithMessage("*'odd' does not end with a text of the user*");
}
