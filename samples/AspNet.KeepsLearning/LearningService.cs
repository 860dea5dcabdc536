using System.Collections.Immutable;
using System.Threading.Channels;
using Kif;

namespace AspNet.KeepsLearning;

/// <summary>Learns posted tasks one after another, on a thread of its own: libtorch keeps state per thread.</summary>
internal sealed partial class LearningService(Learners learners, Assistant assistant, ILogger<LearningService> logger) : BackgroundService
{
    private readonly Channel<TaskToLearn> tasks = Channel.CreateBounded<TaskToLearn>(100);
    private ImmutableList<string> waiting = [];
    private ContinualLearner? learner;
    private Status status = new(null, [], [], ImmutableDictionary<string, string>.Empty);

    public Status Status => status with { Waiting = waiting };

    /// <summary>Queues a task; false if too many wait already.</summary>
    public bool TryEnqueue(TaskToLearn task)
    {
        ImmutableInterlocked.Update(ref waiting, w => w.Add(task.Name));
        if (tasks.Writer.TryWrite(task)) return true;
        ImmutableInterlocked.Update(ref waiting, w => w.Remove(task.Name));
        return false;
    }

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
        status = status with { Learning = task.Name };
        ImmutableInterlocked.Update(ref waiting, w => w.Remove(task.Name));
        try
        {
            learner ??= learners.Create();
            learner.Learn(task.Name, [.. task.Examples.Select((e, i) => new Example(e.Input, e.Output, $"{i}"))], stopping, pausable: false);
            learner.Save(learners.Folder);
            assistant.Renew();
            status = status with { Learning = null, Learned = [.. status.Learned, task.Name] };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            TaskFailed(e, task.Name);
            status = status with { Learning = null, Failed = new Dictionary<string, string>(status.Failed) { [task.Name] = e.Message } };
            learner?.Dispose();
            learner = null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Task {Task} was not learned; the model before it keeps answering")]
    private partial void TaskFailed(Exception e, string task);
}
