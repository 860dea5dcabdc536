using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kif;

/// <summary>
/// Learns tasks one after another, in the order in which they were accepted, for as long as the host runs, and goes on after a crash, a restart or an upgrade:
/// a task that was accepted is learned exactly once or set aside with a reason. Learning has its own thread. Thread-safe.
/// </summary>
/// <remarks>
/// Everything that must last is in one folder: tasks are files before their acceptance is told; a learner is saved together with the numbers of the tasks that
/// it has learned; checkpoints of a task hold the learner before it and the progress within. One process learns in a folder; another one waits for it and
/// answers meanwhile.
/// </remarks>
public sealed partial class LearningService : BackgroundService
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1), FullRetry = TimeSpan.FromSeconds(30), StartRetry = TimeSpan.FromSeconds(5);

    private readonly LearnerFactory learners;
    private readonly HeldOutRows heldOut;
    private readonly IModelGate judge;
    private readonly LearningOptions options;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly TaskQueue queue;
    private readonly Action<RunEvent> telemetry;
    private readonly LearningMeter meter;
    private FolderClaim? claim;
    private ContinualLearner? learner;
    private volatile ServiceRecord record = new(0, 0, [], null);
    private volatile string? learning, problem;
    private volatile bool accepts, stopping;
    private long lastStep, begunHere;

    internal LearningService(
        LearnerFactory learners, CurrentModel model, HeldOutRows heldOut, IModelGate gate, IOptions<LearningOptions> options, ILogger<LearningService> logger,
        TimeProvider time, IMeterFactory? meters)
    {
        (this.learners, Model, this.heldOut, judge, this.options, this.logger, this.time) = (learners, model, heldOut, gate, options.Value, logger, time);
        (queue, telemetry) = (new(learners.Folder, this.options.QueueLimit, this.options.AsideLimit), learners.Listener());
        meter = new(meters, () => queue.Waiting.Count, () => Model.Asking);
    }

    /// <summary>How far it is.</summary>
    public LearningStatus Status
    {
        get
        {
            IReadOnlyList<SetAside> aside = queue.Aside;
            string? now = learning;
            return new(now, [.. queue.Waiting.Select(w => w.Task.Name).Skip(now is null ? 0 : 1)], [.. record.Recent.Select(r => r.Name)], record.Learned,
                Reasons(aside.Where(a => a.Refused)), Reasons(aside.Where(a => !a.Refused)), problem);
        }
    }

    /// <summary>The model that answers.</summary>
    internal CurrentModel Model { get; }

    /// <summary>Whether tasks are accepted now.</summary>
    internal bool Accepts => accepts;

    /// <summary>Whether the thread that learns has ended without having been asked to.</summary>
    internal bool HasDied => ExecuteTask is { IsCompleted: true } && !stopping;

    /// <summary>The share of the queue that is taken.</summary>
    internal double Load => (double)queue.Waiting.Count / options.QueueLimit;

    /// <summary>How long the task that is learned has not made a step; null if none is learned.</summary>
    internal TimeSpan? SinceStep => learning is null ? null : time.GetElapsedTime(Interlocked.Read(ref lastStep));

    /// <summary>The newest task that was set aside since one was learned.</summary>
    internal string? SetAsideSince => queue.Aside.LastOrDefault() is { } last && last.Number > record.Settled
        ? $"task '{DisplayText.Of(last.Name)}' was {(last.Refused ? "refused" : "set aside")}: {DisplayText.Of(last.Reason, 300)}" : null;

    /// <summary>Accepts a task, unless too many wait or the service can't learn now. Returns after the task is on the disk.</summary>
    /// <param name="task">
    /// The task: at least one training row. Its test rows, if there are any, are what the gate judges by; else some training rows are held out.
    /// </param>
    /// <exception cref="ArgumentException">It has no name, no training row, or more than 256 MiB.</exception>
    /// <exception cref="IOException">It can't be written to the disk; it is not accepted.</exception>
    public QueueAnswer Enqueue(LearningTask task)
    {
        if (string.IsNullOrWhiteSpace(task.Name)) throw new ArgumentException("the task has no name", nameof(task));
        if (task.Train.Count == 0) throw new ArgumentException($"task '{DisplayText.Of(task.Name)}' has no training rows", nameof(task));
        QueueAnswer answer = accepts
            ? queue.Add(task, name => record.Recent.LastOrDefault(r => r.Name == name.Name && r.Hash == name.Hash)?.Number)
            : new(QueueOutcome.NotReady, 0, StartRetry);
        switch (answer.Outcome)
        {
            case QueueOutcome.NotReady:
                meter.TurnedAway("not_ready");
                return answer;
            case QueueOutcome.Full:
                meter.TurnedAway("full");
                return answer with { RetryAfter = FullRetry };
            default:
                return answer;
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        (stopping, accepts) = (true, false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The host's time for a stop was not enough for the step and the save that were under way.
        if (ExecuteTask is { IsCompleted: false }) learners.Abandon();
        meter.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Dictionary<string, string> Reasons(IEnumerable<SetAside> aside)
    {
        var reasons = new Dictionary<string, string>();
        foreach (SetAside one in aside) reasons[one.Name] = one.Reason;
        return reasons;
    }

    /// <summary>Learns until the host stops. What the disk or another process prevents is tried again; everything begins with what was saved last.</summary>
    private void Run(CancellationToken stop)
    {
        try
        {
            for (int failures = 0; !stop.IsCancellationRequested;)
                try
                {
                    // Also while another process learns here.
                    if (!Model.IsNewest) Model.Renew();
                    Begin();
                    (problem, failures) = (null, 0);
                    while (true)
                    {
                        if (Model.Tasks < record.Learned) Model.Renew();
                        Learn(queue.Next(stop), stop);
                        (problem, failures) = (null, 0);
                    }
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
                {
                    accepts = false;
                    if (problem != e.Message) CannotLearn(e.Message);
                    (problem, learning) = (e.Message, null);
                    End();
                    Wait(++failures, stop);
                }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host stops; what has to last lies in the folder.
        }
        finally
        {
            (accepts, learning) = (false, null);
            End();
        }
    }

    /// <summary>Takes the folder and reads what an earlier process left there.</summary>
    private void Begin()
    {
        claim ??= LearnerFolder.Claim(learners.Folder);
        if (accepts) return;
        record = LearnerFolder.Holds(learners.Folder) ? LearnerFolder.Peek(learners.Folder, ServiceRecord.Read) : new(0, 0, [], null);
        queue.Open(record.Settled);
        accepts = !stopping;
        Began(learners.Folder, record.Learned, queue.Waiting.Count);
    }

    /// <summary>Frees learner and folder.</summary>
    private void End()
    {
        Forget();
        claim?.Dispose();
        claim = null;
    }

    private void Learn(QueuedTask queued, CancellationToken stop)
    {
        Tries tries = queue.TriesOf(queued.Number);
        if (tries.Begun >= options.MaxCrashes)
        {
            PutAside(queued, $"the process ended {tries.Begun} times while the task was learned", refused: false);
            return;
        }
        // Counted once for each process: what is counted is how many of them ended with it.
        if (begunHere != queued.Number) queue.Note(queued.Number, tries = tries with { Begun = tries.Begun + 1 });
        begunHere = queued.Number;
        Interlocked.Exchange(ref lastStep, time.GetTimestamp());
        learning = queued.Name;
        try
        {
            LearningTask task = heldOut.Split(queued);
            GateVerdict verdict;
            learner ??= Resume(tries.Failed == 0 || tries.Checkpointed ? queued.Number : null);
            try
            {
                Train(learner, queued, task, tries, stop);
                verdict = judge.Decide(new(task, heldOut.Of(record, task.Name, NoHeldOut),
                    examples => learner.Answer(examples, learner.Weights, learners.MaxNewTokens), Model.Answer, telemetry), stop);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                Fail(queued, tries, e, stop);
                return;
            }
            if (verdict.Ships) Ship(queued, task, verdict);
            else Refuse(queued, verdict);
        }
        finally
        {
            learning = null;
        }
    }

    /// <summary>Trains to the task's end, with checkpoints; at a stop, writes one more.</summary>
    private void Train(ContinualLearner own, QueuedTask queued, LearningTask task, Tries tries, CancellationToken stop)
    {
        CheckpointClock clock = new(new(options.CheckpointSteps, options.CheckpointMinutes), time);
        own.BetweenSteps = () =>
        {
            Interlocked.Exchange(ref lastStep, time.GetTimestamp());
            if (!clock.StepIsDue()) return;
            long from = time.GetTimestamp();
            Checkpoint(own, queued, tries);
            clock.Written(time.GetElapsedTime(from));
        };
        try
        {
            own.Learn(task.Name, task.Train, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (own.PausedTask is not null) Checkpoint(own, queued, tries);
            throw;
        }
        finally
        {
            own.BetweenSteps = null;
        }
    }

    /// <summary>Saves in the middle of a task. One that can't be written is told and left out: training is not lost by it.</summary>
    private void Checkpoint(ContinualLearner own, QueuedTask queued, Tries tries)
    {
        try
        {
            own.SaveWith(learners.Folder, (record with { Learning = queued.Number }).Write, claim);
            queue.Note(queued.Number, tries with { Begun = 0, Checkpointed = true });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"a checkpoint can't be written: {e.Message}";
            NoCheckpoint(e, queued.Name);
        }
    }

    /// <summary>The learner is saved with the record that the task is learned; then it answers.</summary>
    private void Ship(QueuedTask queued, LearningTask task, GateVerdict verdict)
    {
        ServiceRecord next = record.With(queued);
        heldOut.Keep(queued.Number, task.Test);
        learner!.SaveWith(learners.Folder, next.Write, claim);
        heldOut.Drop(record, next);
        record = next;
        queue.Remove(queued.Number);
        meter.Settled("learned");
        Shipped(queued.Name, queued.Number, verdict.Reason);
        Model.Renew();
    }

    private void Refuse(QueuedTask queued, GateVerdict verdict)
    {
        if (options.KeepRefused)
        {
            string refused = Path.Combine(learners.Folder, "refused");
            learner!.SaveWith(Path.Combine(refused, queued.Number.ToString("D12", CultureInfo.InvariantCulture)), null);
            foreach (string old in Directory.GetDirectories(refused).OrderDescending(StringComparer.Ordinal).Skip(options.AsideLimit)) Remove(old);
        }
        Forget();
        PutAside(queued, verdict.Reason, refused: true);
    }

    /// <summary>Removes an old refused learner. One that can't be removed is told and left.</summary>
    private void Remove(string refused)
    {
        try
        {
            Directory.Delete(refused, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotRemoved(e, refused);
        }
    }

    private void Fail(QueuedTask queued, Tries tries, Exception e, CancellationToken stop)
    {
        Forget();
        int failed = tries.Failed + 1;
        TaskFailed(e, queued.Name, failed, options.MaxAttempts);
        telemetry(new RunFailed(e.Message));
        if (failed >= options.MaxAttempts)
        {
            PutAside(queued, e.Message, refused: false);
            return;
        }
        queue.Note(queued.Number, new(0, failed, false));
        Wait(failed, stop);
    }

    private void PutAside(QueuedTask queued, string reason, bool refused)
    {
        queue.PutAside(queued.Number, new(queued.Name, queued.Hash), reason, refused);
        meter.Settled(refused ? "refused" : "failed");
        TaskSetAside(queued.Name, queued.Number, reason);
    }

    /// <summary>Makes a learner from what was saved last: in the middle of a task if that was saved in the middle of the wanted one, else before it.</summary>
    private ContinualLearner Resume(long? wanted)
    {
        ContinualLearner made = learners.Create(telemetry);
        try
        {
            ServiceRecord saved = record;
            if (LearnerFolder.Holds(learners.Folder))
                made.ResumeWith(learners.Folder, files => saved = ServiceRecord.Read(files), () => saved.Learning is { } within && within == wanted);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Frees the learner; the next task begins from what was saved last.</summary>
    private void Forget()
    {
        learner?.Dispose();
        learner = null;
    }

    private void Wait(int failures, CancellationToken stop)
    {
        TimeSpan wait = options.RetryDelay * failures;
        stop.WaitHandle.WaitOne(wait < LongestDelay ? wait : LongestDelay);
    }

    [LoggerMessage(1, LogLevel.Information, "Learning in {Folder}: {Learned} tasks are learned, {Waiting} wait")]
    private partial void Began(string folder, long learned, int waiting);

    [LoggerMessage(2, LogLevel.Information, "Task {Task} ({Number}) is learned and answers. {Reason}")]
    private partial void Shipped(string task, long number, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Task {Task} ({Number}) is set aside; the model before it keeps answering: {Reason}")]
    private partial void TaskSetAside(string task, long number, string reason);

    [LoggerMessage(4, LogLevel.Error, "Task {Task} failed, {Failed} of {Most} times; the model before it keeps answering")]
    private partial void TaskFailed(Exception e, string task, int failed, int most);

    [LoggerMessage(5, LogLevel.Warning, "Nothing is learned for now, which is tried again: {Reason}")]
    private partial void CannotLearn(string reason);

    [LoggerMessage(6, LogLevel.Warning, "A checkpoint of task {Task} could not be written")]
    private partial void NoCheckpoint(Exception e, string task);

    [LoggerMessage(7, LogLevel.Warning, "The held-out rows of task {Task} can't be read; the gate judges without them")]
    private partial void NoHeldOut(string task, Exception e);

    [LoggerMessage(8, LogLevel.Warning, "{Folder} could not be removed")]
    private partial void NotRemoved(Exception e, string folder);
}
