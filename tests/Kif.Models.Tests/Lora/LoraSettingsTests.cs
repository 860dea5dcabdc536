namespace Kif.Models.Tests.Lora;

public class LoraSettingsTests
{
    [Theory]
    [InlineData(8, 16, false, 2)]
    [InlineData(4, 8, true, 4)]
    [InlineData(16, 1, true, 0.25)]
    public void Scaling_divides_by_the_rank_or_its_root(int rank, double alpha, bool stabilized, double expected) =>
        new LoraSettings { Rank = rank, Alpha = alpha, RankStabilized = stabilized }.Scaling.Should().Be(expected);

    [Fact]
    public void The_defaults_are_valid() => FluentActions.Invoking(new LoraSettings().Validate).Should().NotThrow();

    public static TheoryData<LoraSettings, string> Wrong => new()
    {
        { new LoraSettings { Rank = 0 }, "LoraSettings.Rank is 0; allowed: 1 or more." },
        { new LoraSettings { Alpha = 0 }, "LoraSettings.Alpha is 0; *" },
        { new LoraSettings { Alpha = double.NaN }, "LoraSettings.Alpha is NaN; *" },
        { new LoraSettings { Dropout = 1 }, "LoraSettings.Dropout is 1; allowed: 0 or more and below 1." },
        { new LoraSettings { Dropout = -0.1 }, "LoraSettings.Dropout is -0.1; *" },
        { new LoraSettings { Targets = ["q", " "] }, "LoraSettings.Targets is [' ']; *" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_setting_out_of_range_is_named(LoraSettings settings, string message) =>
        settings.Invoking(s => s.Validate()).Should().Throw<ArgumentException>().WithMessage(message);
}
