namespace Kif.Models.Tests.Files;

public class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    public void Distance_counts_changed_characters(string a, string b, int expected)
    {
        NearestName.Distance(a, b).Should().Be(expected);
        NearestName.Distance(b, a).Should().Be(expected);
    }

    [Fact]
    public void The_nearest_is_named_if_there_is_any()
    {
        NearestName.To("q_prj", ["v_proj", "q_proj"]).Should().Be("q_proj");
        NearestName.Hint("q_prj", ["v_proj", "q_proj"]).Should().Be(" Nearest: 'q_proj'.");
        NearestName.Hint("x", []).Should().BeEmpty();
    }

    [Fact]
    public void A_name_that_is_not_near_is_not_named() => NearestName.Hint("bloom", ["olmo2", "t5"]).Should().BeEmpty();

    [Theory]
    [InlineData("smollm", "smollm2", "smollm2")]
    [InlineData("SmolLM2-135M-Instruct", "SmolLM2-135M", "SmolLM2-135M")]
    [InlineData("mydat", "mydata", "mydata")]
    [InlineData("nowhere", "mydata", null)]
    [InlineData("a", "b", null)]
    public void A_slip_or_a_missing_end_is_near(string wanted, string there, string? found) => NearestName.Close(wanted, ["zzzzzzzzzz", there]).Should().Be(found);

    [Fact]
    public void Names_of_a_hostile_length_are_not_compared()
    {
        NearestName.To("q_proj", [new string('q', 201), "z"]).Should().Be("z");
        NearestName.Hint(new string('q', 201), ["q"]).Should().BeEmpty();
    }
}
