namespace Kif;

/// <summary>
/// The calls of hooks, one after another: an exception that ends training names the one it came from, and another thread can see which one is going on and how
/// long it has given no sign.
/// </summary>
internal sealed class HookTracker
{
    private volatile HookCall? now;
    private long sign;

    /// <summary>The hook that is going on, or that threw; null between two. May be read from any thread.</summary>
    public HookCall? Now => now;

    /// <summary>The time since the hook that is going on began, or since its last extra pass.</summary>
    public TimeSpan Silence => TimeProvider.System.GetElapsedTime(Interlocked.Read(ref sign));

    /// <summary>A hook of a part is called next, at a step.</summary>
    public void Enter(StrategyPart part, string hook, StepPosition step) => Enter(new(part.Name, hook, step.Task, step));

    /// <summary>A hook of a part is called next, before or after a task's steps.</summary>
    public void Enter(StrategyPart part, string hook, string task) => Enter(new(part.Name, hook, task, null));

    /// <summary>A method of the replay buffer is called next.</summary>
    public void EnterMemory(string method, string task) => Enter(new(StrategyPart.Memory, method, task, null));

    /// <summary>The hook has returned.</summary>
    /// <returns><paramref name="result"/>.</returns>
    public T Left<T>(T result)
    {
        now = null;
        return result;
    }

    /// <summary>The hook has returned, or its end is told otherwise.</summary>
    public void Leave() => now = null;

    /// <summary>The hook that is going on has done a pass over examples.</summary>
    public void Sign() => Interlocked.Exchange(ref sign, TimeProvider.System.GetTimestamp());

    private void Enter(HookCall call)
    {
        Sign();
        now = call;
    }
}

/// <summary>One call of a hook.</summary>
/// <param name="Part">Name of the part.</param>
/// <param name="Hook">Name of the hook.</param>
/// <param name="Task">Name of the task.</param>
/// <param name="Step">The step; null for hooks that belong to none.</param>
internal sealed record HookCall(string Part, string Hook, string Task, StepPosition? Step)
{
    /// <summary>Names this call in an exception that it threw.</summary>
    public Exception Named(Exception thrown) => HookException.Of(Part, Hook, thrown, Task, Step);
}
