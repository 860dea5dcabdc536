namespace Kif;

/// <summary>Says when a run's next checkpoint is due: after a number of steps, or after a time, in which case checkpoints keep below 1 % of it.</summary>
/// <param name="schedule">When checkpoints are wanted.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckpointClock(CheckpointSchedule schedule, TimeProvider time)
{
    private const int LeastShare = 100;

    private long since = time.GetTimestamp();
    private TimeSpan cost;
    private int steps;

    /// <summary>Whether a checkpoint is due at a rest between two steps, which counts one step.</summary>
    public bool StepIsDue()
    {
        steps++;
        return IsDue();
    }

    /// <summary>Whether a checkpoint is due at a rest that counts no step.</summary>
    public bool IsDue()
    {
        if (schedule.Steps is { } every) return every > 0 && steps >= every;
        if (schedule.Minutes <= 0) return false;
        TimeSpan wait = TimeSpan.FromMinutes(schedule.Minutes), least = cost * LeastShare;
        return time.GetElapsedTime(since) >= (wait > least ? wait : least);
    }

    /// <summary>Begins to count anew after a checkpoint.</summary>
    /// <param name="took">The time that it took.</param>
    public void Written(TimeSpan took) => (since, cost, steps) = (time.GetTimestamp(), took, 0);
}

/// <summary>When checkpoints are wanted while a run trains.</summary>
/// <param name="Steps">Optimizer steps between two of them; 0 for none; null for <paramref name="Minutes"/>.</param>
/// <param name="Minutes">Minutes between two of them at least; 0 for none.</param>
internal readonly record struct CheckpointSchedule(int? Steps, double Minutes);
