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
        foreach (Ink ink in Palette.All.Where(i => i.Tone is Tone.HeatText or Tone.HistoryText or Tone.ShiftText))
        {
            Tone under = ink.Tone switch { Tone.HeatText => Tone.Heat, Tone.ShiftText => Tone.Shift, _ => Tone.History };
            // Numbers in cells are small.
            Palette.Contrast(Palette.Of(ink, dark), Palette.Of(new(under, ink.Index), dark)).Should()
                .BeGreaterThanOrEqualTo(under == Tone.History ? 4.5 : 6, ink.ToString());
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Shades_are_told_apart_and_end_far_from_each_other(bool dark)
    {
        foreach (Tone tone in new[] { Tone.Heat, Tone.Shift })
            Palette.All.Where(i => i.Tone == tone).Select(i => Palette.Of(i, dark)).Should().OnlyHaveUniqueItems();
        Palette.Of(new(Tone.Shift, Palette.ShiftOf(0, 5)), dark).Should().Be(Palette.Of(new(Tone.Shift, Palette.ShiftSteps / 2), dark));
        new[] { Palette.ShiftOf(-9, 5), Palette.ShiftOf(9, 5), Palette.ShiftOf(1, 0) }.Should().Equal(0, Palette.ShiftSteps, Palette.ShiftSteps / 2);
    }

    [Fact]
    public void A_reference_looks_like_no_strategy_and_every_dash_is_mostly_ink()
    {
        Enumerable.Range(0, 90).Should().NotContain(i => Ink.Series(i) == Ink.Series(-1));
        Enumerable.Range(0, 90).Should().NotContain(i => MarkShape.IsRound(i) && MarkShape.IsHollow(i));
        foreach (IReadOnlyList<float> dash in Scene.Dashes.Where(d => d.Count > 0)) (dash.Where((_, i) => i % 2 == 0).Sum() / dash.Sum()).Should().BeGreaterThanOrEqualTo(0.6f);
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
