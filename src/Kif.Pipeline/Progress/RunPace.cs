using Kif.Pipeline.Events;

namespace Kif.Pipeline.Progress;

/// <summary>How far one run has come and how long it still takes.</summary>
/// <param name="key">Which.</param>
/// <param name="tasks">Trainings that it does.</param>
/// <param name="paces">What things take, this run's own too.</param>
/// <param name="began">When it began.</param>
internal sealed class RunPace(RunKey key, int tasks, PaceBook paces, TimeSpan began)
{
    /// <summary>From so many steps on, a run's own pace counts: the machine may be busier than it was.</summary>
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

    /// <summary>Time until the task in work is scored, and so many further ones.</summary>
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
        // What has already gone by of the piece in work, but never more than it takes.
        double gone = Math.Min((now - last).TotalSeconds, Math.Min(piece, current));
        return TimeSpan.FromSeconds(current - gone + further * (steps * pace + closing + row));
    }

    private double? StepSeconds => ownSteps.Count >= OwnSteps ? ownSteps.Mean : paces.StepSeconds(key.Strategy);

    private double? StepsOfTask => paces.StepCount(key.Strategy) ?? (mainPlanned > 0 ? mainPlanned : paces.AnyStepCount);

    /// <summary>Steps left of those planned for what is in work; tasks before may have taken more, by phases still to come.</summary>
    private double StepsPlannedLeft => mainPlanned - mainTaken + (phase is null ? 0 : planned - step);

    /// <summary>Tasks that the row in work, or the next one, scores: as many as the row before it.</summary>
    private int Row => scored.GetValueOrDefault(stage == RunStage.Scoring ? learned - 1 : learned) is var before and > 0 ? before : paces.WidestRow;
}
