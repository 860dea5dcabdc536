using System.Reflection;

namespace Kif;

/// <summary>
/// The error of a hook of a strategy or of its replay buffer: which part, which hook, in which task and at which step. What the hook threw is the
/// <see cref="Exception.InnerException"/>.
/// </summary>
public sealed class HookException : Exception
{
    private HookException(string message, string part, string hook, string? task, StepPosition? step, Exception inner) : base(message, inner) =>
        (Part, Hook, Task, Step) = (part, hook, task, step);

    /// <summary>Name of the part of the strategy; <c>memory</c> for its replay buffer.</summary>
    public string Part { get; }

    /// <summary>Name of the hook, e.g. <c>EndTask</c>; also <c>Traits</c> or <c>Visit</c>.</summary>
    public string Hook { get; }

    /// <summary>Name of the task in training; null before the first one and between two.</summary>
    public string? Task { get; }

    /// <summary>The step, its number counted from 0; null for hooks that do not belong to one.</summary>
    public StepPosition? Step { get; }

    /// <summary>
    /// Names the place of an exception; one that is a <see cref="CompositionException"/> stays one, and one that is named already stays as it is.
    /// </summary>
    internal static Exception Of(string part, string hook, Exception thrown, string? task = null, StepPosition? step = null)
    {
        Exception cause = thrown is TargetInvocationException { InnerException: { } inner } ? inner : thrown;
        if (cause is HookException) return cause;
        string where = $"'{DisplayText.Of(part)}' failed in {hook}{Where(task, step)}: ";
        return cause is CompositionException ? new CompositionException(where + cause.Message, cause)
            : new HookException($"{where}{cause.Message} ({cause.GetType().Name})", part, hook, task, step, cause);
    }

    /// <summary>Names a task, and the step where there is one, to follow the name of a hook.</summary>
    internal static string Where(string? task, StepPosition? step) => step switch
    {
        { Phase: { } phase } at =>
            FormattableString.Invariant($" at step {at.Step} of the phase '{DisplayText.Of(phase)}' of task '{DisplayText.Of(at.Task)}'"),
        { } at => FormattableString.Invariant($" at step {at.Step} of task '{DisplayText.Of(at.Task)}'"),
        null => task is null ? "" : $" of task '{DisplayText.Of(task)}'",
    };
}
