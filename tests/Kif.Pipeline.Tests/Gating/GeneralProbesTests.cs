namespace Kif.Pipeline.Tests.Gating;

/// <summary>The questions of general knowledge.</summary>
public sealed class GeneralProbesTests
{
    [Fact]
    public void Every_question_has_four_different_answers_one_of_them_right_at_changing_places()
    {
        IReadOnlyList<Example> all = GeneralProbes.Task.Test;

        all.Count.Should().BeGreaterThanOrEqualTo(200);
        all.Select(e => e.Input).Should().OnlyHaveUniqueItems();
        all.Should().OnlyContain(e => e.Choices.Count == 4 && e.Choices.Distinct().Count() == 4 && e.Choices.Count(c => c == e.Target) == 1);
        all.GroupBy(e => e.Choices.ToList().IndexOf(e.Target)).Select(g => g.Count()).Should().OnlyContain(n => Math.Abs(n - all.Count / 4.0) <= 1);
        all.Should().OnlyContain(e => e.Choices.All(c => c == c.Trim() && c.Length > 0) && e.Input.EndsWith("?\nAnswer:"));
    }

    [Fact]
    public void The_embedded_model_is_refused() => FluentActions.Invoking(() => GeneralProbes.Check("embedded"))
        .Should().Throw<CompositionException>().WithMessage("*embedded model*--probes*");
}
