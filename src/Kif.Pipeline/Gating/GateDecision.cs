using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif;

/// <summary>The decision of a <see cref="ShipGate"/>.</summary>
/// <param name="Ships">Whether the new model may replace the old one: every task passes.</param>
/// <param name="Tasks">The tasks in the order in which they were given.</param>
public sealed record GateDecision(bool Ships, IReadOnlyList<GateResult> Tasks)
{
    /// <summary>The tolerance.</summary>
    public GateTolerance Tolerance { get; init; } = new();

    /// <summary>The confidence of all intervals together.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>One sentence: the decision, and the task that decides it.</summary>
    public string Sentence
    {
        get
        {
            GateResult[] failed = [.. Tasks.Where(t => !t.Passes)];
            if (failed.Length > 0) return $"Don't ship: {string.Join("; ", failed.Select(f => f.Reason))}.";
            GateResult nearest = Tasks.MinBy(t => t.Interval.Low - t.Needed)!;
            return $"Ship: every task passes; the closest: {nearest.Reason}.";
        }
    }

    /// <summary>What to know of the decision, a sentence each.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            GateResult[] few = [.. Tasks.Where(t => t.Examples < ShipGate.Few)];
            GateResult[] same = [.. Tasks.Where(t => t.Examples > 1 && t.Interval.Low == t.Interval.High)];
            var notes = new List<string>();
            if (few.Length > 0)
                notes.Add($"{Named(few)}: fewer than {ShipGate.Few} examples make such an interval unsure");
            if (same.Length > 0)
            {
                int least = same.Min(s => s.Examples);
                double unseen = 100 * (1 - Math.Pow(0.025, 1.0 / least));
                notes.Add($"{Named(same)}: no score changed"
                    + string.Create(CultureInfo.InvariantCulture, $"; {least} examples leave changes of up to {unseen:F1} % of all examples unseen"));
            }
            return notes;
        }
    }

    private string Named(GateResult[] some) =>
        some.Length == Tasks.Count && some.Length > 1 ? "all tasks" : string.Join(", ", some.Select(s => $"'{DisplayText.Of(s.Task)}'"));

    /// <summary>Returns the decision as JSON: verdict, tolerance, and each task with scores, difference, interval and threshold, in points.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Indented);
}

/// <summary>The outcome of one task, in points of its metric.</summary>
/// <param name="Task">The task.</param>
/// <param name="IsNew">Whether it is one of those that the new model was to learn.</param>
/// <param name="Examples">The number of pairs.</param>
/// <param name="OldScore">The old model's score.</param>
/// <param name="NewScore">The new model's score.</param>
/// <param name="Difference">New minus old.</param>
/// <param name="Interval">The interval of the difference at the task's level; undefined below two examples.</param>
/// <param name="Needed">The least that the interval's lower end must be.</param>
/// <param name="Passes">Whether it is.</param>
public sealed record GateResult(
    string Task, bool IsNew, int Examples, double OldScore, double NewScore, double Difference, ConfidenceInterval Interval, double Needed, bool Passes)
{
    /// <summary>The task's outcome in words.</summary>
    [JsonIgnore]
    internal string Reason => !Interval.IsDefined
        ? $"'{DisplayText.Of(Task)}' has {Examples} example{(Examples == 1 ? "" : "s")}, which tells nothing"
        : string.Create(CultureInfo.InvariantCulture,
            $"'{DisplayText.Of(Task)}' changed by {Difference:+0.0;\u22120.0;0.0} points, at least {Interval.Low:+0.0;\u22120.0;0.0} "
            + $"({(IsNew ? "new" : "not new")}: "
            + $"{Needed:+0.0;\u22120.0;0.0} {(Passes ? "needed" : "was needed")})");
}
