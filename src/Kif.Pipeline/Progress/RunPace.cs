using Kif.Pipeline.Events;

namespace Kif.Pipeline.Progress;

/// <summary>The progress and the remaining time of one run.</summary>
/// <param name="key">The run.</param>
/// <param name="tasks">The number of its trainings.</param>
/// <param name="paces">The measured durations, including this run's.</param>
/// <param name="began">The time at which it began.</param>
internal sealed class RunPace(RunKey key, int tasks, PaceBook paces, TimeSpan began)
{
    /// <summary>Number of steps from which a run's own pace counts: the machine may be busier than before.</summary>
    private const int OwnSteps = 20;

    private readonly TimeMean ownSteps = new();
    private readonly Dictionary<int, int> scored = [];
    private RunStage stage = RunStage.Scoring;
    private string task = "";
    private string? phase;
    private int index = -1, step, planned, mainPlanned, mainTaken, taken, learned;
    private double loss = double.NaN;
    private readonly TimeSpan start = began;
    private TimeSpan last = began;

    public void Hear(RunEvent happened, TimeSpan now)
    {
        double seconds = (now - last).TotalSeconds;
        last = now;
        switch (happened)
        {
            case TaskStarted e:
                (stage, task, index, phase, step, taken, mainTaken, loss) = (RunStage.Training, e.Task, e.Index, null, 0, 0, 0, double.NaN);
                planned = mainPlanned = e.PlannedSteps;
                paces.Plan(e.PlannedSteps);
                break;
            case StepFinished { Position: var at } e:
                (stage, task, index, phase, step, planned, loss) = (RunStage.Training, at.Task, at.TaskIndex, at.Phase, at.Step + 1, at.PlannedSteps, e.Loss);
                taken++;
                if (phase is null) mainTaken = step;
                ownSteps.Add(seconds);
                paces.Step(key.Strategy, seconds);
                if (step == planned && mainTaken == mainPlanned) stage = RunStage.Closing;
                break;
            case TaskLearned:
                paces.Learned(key.Strategy, seconds, taken);
                (stage, learned) = (RunStage.Scoring, learned + 1);
                break;
            case TaskEvaluated e:
                paces.Score(e.After > 0, e.Task, seconds);
                paces.Row(scored[learned] = scored.GetValueOrDefault(learned) + 1);
                (stage, task) = (RunStage.Scoring, e.Task);
                break;
        }
    }

    public TimeSpan Elapsed(TimeSpan now) => now - start;

    public RunReading Read(TimeSpan now)
    {
        TimeSpan? taskLeft = Left(now, 0), left = Left(now, tasks - Math.Max(learned, index + 1));
        return new(key, stage, task, index, tasks, phase, step, planned, loss, Elapsed(now), taskLeft, left);
    }

    /// <summary>Estimates the time until the current task and a number of further ones are scored.</summary>
    private TimeSpan? Left(TimeSpan now, int further)
    {
        if (StepSeconds is not { } pace || StepsOfTask is not { } steps) return null;
        double row = Row * paces.ScoringSeconds, closing = paces.ClosingSeconds(key.Strategy);
        double piece = stage switch { RunStage.Training => pace, RunStage.Closing => closing, _ => paces.ScoringSeconds };
        double current = stage switch
        {
            RunStage.Training => Math.Max(StepsPlannedLeft, steps - taken) * pace + closing + row,
            RunStage.Closing => closing + row,
            _ => Math.Max(0, Row - scored.GetValueOrDefault(learned)) * paces.ScoringSeconds,
        };
        // The elapsed part of the current piece, but never more than its duration.
        double gone = Math.Min((now - last).TotalSeconds, Math.Min(piece, current));
        return TimeSpan.FromSeconds(current - gone + further * (steps * pace + closing + row));
    }

    private double? StepSeconds => ownSteps.Count >= OwnSteps ? ownSteps.Mean : paces.StepSeconds(key.Strategy);

    private double? StepsOfTask => paces.StepCount(key.Strategy) ?? (mainPlanned > 0 ? mainPlanned : paces.AnyStepCount);

    /// <summary>Remaining planned steps of the current training or phase; earlier tasks may have taken more, because of phases still to come.</summary>
    private double StepsPlannedLeft => mainPlanned - mainTaken + (phase is null ? 0 : planned - step);

    /// <summary>Number of tasks that the current or the next row scores: as many as the row before it.</summary>
    private int Row => scored.GetValueOrDefault(stage == RunStage.Scoring ? learned - 1 : learned) is var before and > 0 ? before : paces.WidestRow;
}
