using Kif.Reports;

namespace Kif.Tests.Reports;

public sealed class ColorTests
{
    [Theory, InlineData(false), InlineData(true)]
    public void Text_stands_out_from_what_it_is_on(bool dark)
    {
        string surface = Palette.Of(Ink.Surface, dark);
        foreach (Ink ink in Palette.All.Where(i => i.Tone is Tone.Text or Tone.Muted or Tone.Series))
            Palette.Contrast(Palette.Of(ink, dark), surface).Should().BeGreaterThanOrEqualTo(4.5, ink.ToString());
        foreach (Ink ink in Palette.All.Where(i => i.Tone is Tone.HeatText or Tone.HistoryText))
            Palette.Contrast(Palette.Of(ink, dark), Palette.Of(new(ink.Tone == Tone.HeatText ? Tone.Heat : Tone.History, ink.Index), dark)).Should()
                .BeGreaterThanOrEqualTo(4.5, ink.ToString());
    }

    [Fact]
    public void Contrast_is_that_of_WCAG()
    {
        Palette.Contrast("#000000", "#ffffff").Should().BeApproximately(21, 1e-9);
        Palette.Contrast("#767676", "#ffffff").Should().BeApproximately(4.54, 0.01);
    }

    [Fact]
    public void No_two_of_ninety_strategies_share_both_mark_and_pattern() =>
        Enumerable.Range(0, 90).Select(i => (i % MarkShape.Count, i % Scene.Dashes.Count)).Should().OnlyHaveUniqueItems();
}
