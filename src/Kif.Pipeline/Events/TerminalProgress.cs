using System.Globalization;

namespace Kif;

/// <summary>The progress of a learner that nobody listens to: a line every ten seconds on the error stream, where it is a terminal.</summary>
/// <param name="output">The writer of the lines.</param>
/// <param name="time">Measures the time.</param>
internal sealed class TerminalProgress(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private long began = time.GetTimestamp(), told = time.GetTimestamp();

    /// <summary>Returns the listener of a learner that was given none.</summary>
    public static Action<RunEvent> Default() =>
        Console.IsErrorRedirected ? _ => { } : new TerminalProgress(Console.Error, TimeProvider.System).Handle;

    /// <summary>Handles an event.</summary>
    public void Handle(RunEvent e)
    {
        if (e is HookWaiting waiting) output.WriteLine(waiting.Sentence);
        if (e is TaskStarted) began = told = time.GetTimestamp();
        if (e is not StepFinished { Position: var at } step || time.GetElapsedTime(told) < Beat) return;
        told = time.GetTimestamp();
        int done = at.Step + 1;
        TimeSpan left = time.GetElapsedTime(began) / done * (at.PlannedSteps - done);
        string phase = at.Phase is { } name ? $" ({DisplayText.Of(name)})" : "";
        string rest = at.Phase is null ? string.Create(CultureInfo.InvariantCulture, $", about {(int)left.TotalMinutes}:{left.Seconds:00} left") : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"learning {DisplayText.Of(at.Task)}{phase}: step {done}/{at.PlannedSteps}, loss {step.Loss:F3}{rest}"));
    }
}
