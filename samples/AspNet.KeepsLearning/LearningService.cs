using System.Threading.Channels;
using Kif;

namespace AspNet.KeepsLearning;

/// <summary>Learns posted tasks one after another, on a thread of its own: libtorch keeps state per thread.</summary>
internal sealed partial class LearningService(Learners learners, Assistant assistant, ILogger<LearningService> logger) : BackgroundService
{
    private readonly Channel<TaskToLearn> tasks = Channel.CreateBounded<TaskToLearn>(100);
    private ContinualLearner? learner;

    public Status Status { get; private set; } = new(null, [], []);

    public ValueTask EnqueueAsync(TaskToLearn task, CancellationToken cancellation) => tasks.Writer.WriteAsync(task, cancellation);

    protected override Task ExecuteAsync(CancellationToken stopping) => Task.Factory.StartNew(() =>
    {
        try
        {
            while (tasks.Reader.WaitToReadAsync(stopping).AsTask().GetAwaiter().GetResult())
                while (tasks.Reader.TryRead(out TaskToLearn? task)) Learn(task, stopping);
        }
        catch (OperationCanceledException)
        {
            // The host stops. A task half learned is left; what was learned before lies in the folder.
        }
        finally
        {
            learner?.Dispose();
        }
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Learns one task and shows it to the assistant; a task that fails leaves everything as it was before.</summary>
    private void Learn(TaskToLearn task, CancellationToken stopping)
    {
        Status = Status with { Learning = task.Name };
        try
        {
            learner ??= learners.Create();
            learner.Learn(task.Name, [.. task.Examples.Select((e, i) => new Example(e.Input, e.Target, $"{i}"))], stopping, pausable: false);
            learner.Save(learners.Folder);
            assistant.Renew();
            Status = new(null, [.. Status.Learned, task.Name], Status.Failed);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            TaskFailed(e, task.Name);
            Status = new(null, Status.Learned, [.. Status.Failed, task.Name]);
            learner?.Dispose();
            learner = null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Task {Task} was not learned; the model before it keeps answering")]
    private partial void TaskFailed(Exception e, string task);
}
