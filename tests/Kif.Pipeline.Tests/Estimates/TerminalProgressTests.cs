namespace Kif.Pipeline.Tests.Estimates;

/// <summary>The lines of a learner that nobody listens to.</summary>
public sealed class TerminalProgressTests
{
    [Fact]
    public void A_line_comes_every_ten_seconds_and_none_before()
    {
        var time = new HandSetTime();
        using var output = new StringWriter();
        var progress = new TerminalProgress(output, time);
        progress.Handle(new TaskStarted("place", 0, 120));
        for (int step = 0; step < 30; step++)
        {
            time.Pass(1);
            progress.Handle(new StepFinished(new("place", 0, null, step, 120), 0.7404, new Dictionary<string, double>(), 1, 1e-3, false));
        }
        output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            "learning place: step 10/120, loss 0.740, about 1:50 left", "learning place: step 20/120, loss 0.740, about 1:40 left",
            "learning place: step 30/120, loss 0.740, about 1:30 left");
    }

    [Fact]
    public void A_phase_is_named_and_hidden_characters_are_shown()
    {
        var time = new HandSetTime();
        using var output = new StringWriter();
        var progress = new TerminalProgress(output, time);
        time.Pass(11);
        progress.Handle(new StepFinished(new("a\u001b[31m", 0, "rehearsal", 1, 4), 1, new Dictionary<string, double>(), 1, 1e-3, false));
        output.ToString().Should().StartWith("learning a").And.Contain("(rehearsal): step 2/4, loss 1.000").And.NotContain("\u001b").And.NotContain("left");
    }
}
