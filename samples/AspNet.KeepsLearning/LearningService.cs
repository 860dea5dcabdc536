using System.Collections.Immutable;
using System.Threading.Channels;
using Kif;
using Microsoft.Extensions.Options;

namespace AspNet.KeepsLearning;

/// <summary>
/// Learns posted tasks one after another, on a thread of its own: libtorch keeps state per thread. A gate decides whether what was learned may answer.
/// </summary>
internal sealed partial class LearningService(
    Learners learners, CurrentModel current, HeldOutRows heldOut, IOptions<ServiceOptions> options, ILogger<LearningService> logger) : BackgroundService
{
    private readonly Channel<TaskToLearn> tasks = Channel.CreateBounded<TaskToLearn>(100);
    private ImmutableList<string> waiting = [];
    private ContinualLearner? learner;
    private readonly ShipGate gate = new(options.Value.Tolerance);
    private Status status = new(null, [], [], ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty);

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

    /// <summary>Learns one task and lets it answer if the gate does; a task that fails or is refused leaves everything as it was before.</summary>
    private void Learn(TaskToLearn task, CancellationToken stopping)
    {
        status = status with { Learning = task.Name };
        ImmutableInterlocked.Update(ref waiting, w => w.Remove(task.Name));
        try
        {
            learner ??= learners.Create();
            (IReadOnlyList<Example> train, IReadOnlyList<Example> test) = heldOut.Split(task);
            learner.Learn(task.Name, train, stopping, pausable: false);
            if (heldOut.Decide(gate, task.Name, test, current, learner, learners.MaxNewTokens) is { Ships: false } decision)
            {
                TaskRefused(task.Name, decision.Sentence);
                status = status with { Learning = null, Refused = new Dictionary<string, string>(status.Refused) { [task.Name] = decision.Sentence } };
                Forget();
                return;
            }
            learner.Save(learners.Folder);
            heldOut.Keep(task.Name, test);
            current.Renew();
            status = status with { Learning = null, Learned = [.. status.Learned, task.Name] };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            TaskFailed(e, task.Name);
            status = status with { Learning = null, Failed = new Dictionary<string, string>(status.Failed) { [task.Name] = e.Message } };
            Forget();
        }
    }

    /// <summary>Frees the learner; the next task begins from what was saved last.</summary>
    private void Forget()
    {
        learner?.Dispose();
        learner = null;
    }

    [LoggerMessage(LogLevel.Warning, "Task {Task} was learned, but not well enough to answer: {Reason}")]
    private partial void TaskRefused(string task, string reason);

    [LoggerMessage(LogLevel.Error, "Task {Task} was not learned; the model before it keeps answering")]
    private partial void TaskFailed(Exception e, string task);
}
