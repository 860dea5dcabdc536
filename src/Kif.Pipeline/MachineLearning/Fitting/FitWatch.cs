using Kif.Pipeline.Events;
using Microsoft.ML.Runtime;

namespace Kif.Pipeline.MachineLearning.Fitting;

/// <summary>Monitors a fit: logs tasks and skipped steps, forwards every event, and stops the fit when its context is canceled.</summary>
internal sealed class FitWatch(IChannel channel, ContextCancellation context, IProgress<RunEvent>? progress, CancellationToken cancellation) : IDisposable
{
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    /// <summary>The token that stops the fit.</summary>
    public CancellationToken Token => stop.Token;

    /// <exception cref="OperationCanceledException">The context or the token is canceled.</exception>
    public void Check()
    {
        if (!stop.IsCancellationRequested && context.IsRequested()) stop.Cancel();
        stop.Token.ThrowIfCancellationRequested();
    }

    public void Hear(RunEvent e)
    {
        switch (e)
        {
            case TaskStarted started:
                channel.Info(MessageSensitivity.UserData, $"learning task '{started.Task}' in {started.PlannedSteps} steps");
                break;
            case TaskLearned learned:
                channel.Info(MessageSensitivity.UserData, $"learnt task '{learned.Task}'; {learned.StateBytes} bytes are kept for later tasks");
                break;
            case StepFinished { Skipped: true } step:
                channel.Warning(MessageSensitivity.UserData, $"skipped step {step.Position.Step} of task '{step.Position.Task}': its gradients are not finite");
                break;
        }
        progress?.Report(e);
        if (e is StepFinished && !stop.IsCancellationRequested && context.IsRequested()) stop.Cancel();
    }

    public void Dispose() => stop.Dispose();
}
