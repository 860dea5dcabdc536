using System.Globalization;

namespace Kif.Cli;

/// <summary>What a comparison that is being stopped waits for, in words.</summary>
internal static class StopText
{
    /// <summary>What a second Ctrl+C does.</summary>
    public const string Again = "Ctrl+C again kills at once";

    /// <summary>Returns one sentence with both.</summary>
    public static string Of(ComparisonProgress progress) => $"{Of(progress.Snapshot(), new ProgressText(progress.Grid))}; {Again}";

    /// <summary>Returns what the first running run has to finish, and how many others there are.</summary>
    public static string Of(ProgressSnapshot reading, ProgressText text)
    {
        if (reading.Running is not [var run, ..]) return "stopping before the next run begins";
        string others = reading.Running.Count > 1 ? $" (and {ProgressText.Count(reading.Running.Count - 1, "other run")})" : "";
        return $"stopping {text.Name(run.Key)} {Until(run)}{others}";
    }

    private static string Until(RunSnapshot run) => run.Stage switch
    {
        RunStage.Training => string.Create(CultureInfo.InvariantCulture, $"after step {run.Step + 1} of {run.PlannedSteps} of task '{run.Task}'"),
        RunStage.Closing => $"after the next pass of the strategy at the end of task '{run.Task}'",
        _ => "after the next batch of answers",
    };
}
