namespace Kif;

/// <summary>Tells of a hook that gives no sign for long, from a timer's thread: after the given time, and again each time that it has doubled.</summary>
internal sealed class HookWatch : IDisposable
{
    private readonly HookTracker calls;
    private readonly Action<HookWaiting> tell;
    private readonly TimeSpan patience;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private HookCall? watched;
    private TimeSpan next;

    /// <summary>Begins to watch.</summary>
    /// <param name="calls">The hooks.</param>
    /// <param name="patience">The time without a sign after which a hook is told of.</param>
    /// <param name="tell">Receives what is told.</param>
    public HookWatch(HookTracker calls, TimeSpan patience, Action<HookWaiting> tell)
    {
        (this.calls, this.patience, this.tell) = (calls, patience, tell);
        timer = TimeProvider.System.CreateTimer(_ => Check(), null, patience, patience / 4);
    }

    public void Dispose() => timer.Dispose();

    private void Check()
    {
        // A listener may take longer than the timer's period.
        if (!gate.TryEnter()) return;
        try
        {
            HookCall? now = calls.Now;
            TimeSpan silence = calls.Silence;
            if (!ReferenceEquals(now, watched) || silence < patience) (watched, next) = (now, patience);
            if (now is null || silence < next) return;
            next = silence * 2;
            tell(new(now.Part, now.Hook, now.Task, now.Step, silence.TotalSeconds));
        }
        finally
        {
            gate.Exit();
        }
    }
}
