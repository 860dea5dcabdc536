using System.Globalization;
using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>
/// The tasks that were accepted, each a file from before its acceptance is told until it is learned or set aside. Numbers grow for ever; tasks are learned in
/// their order. Thread-safe.
/// </summary>
internal sealed class TaskQueue(string root, int limit, int asideLimit)
{
    /// <summary>The most bytes of a task's rows, as they are written.</summary>
    public const long MostBytes = 256L << 20;

    private const int Shown = 100;
    private const long FewBytes = 1 << 20;

    private static readonly JsonSerializerOptions Json = new() { RespectRequiredConstructorParameters = true };

    private readonly Lock gate = new();
    private readonly SortedDictionary<long, QueuedTaskName> waiting = [];
    private readonly Queue<SetAside> aside = [];
    private readonly SemaphoreSlim added = new(0);
    private long next = 1;

    private string Folder => Path.Combine(root, "queue");

    private string AsideFolder => Path.Combine(root, "aside");

    /// <summary>The tasks that wait, the next one first.</summary>
    public IReadOnlyList<(long Number, QueuedTaskName Task)> Waiting
    {
        get { lock (gate) return [.. waiting.Select(w => (w.Key, w.Value))]; }
    }

    /// <summary>The newest tasks that were set aside.</summary>
    public IReadOnlyList<SetAside> Aside
    {
        get { lock (gate) return [.. aside]; }
    }

    /// <summary>Reads what an earlier process left: half-written files go, tasks that were learned already go, what can't be read is set aside.</summary>
    /// <param name="settled">The number up to which all tasks are learned or set aside.</param>
    public void Open(long settled)
    {
        lock (gate)
        {
            AtomicFolder.Create(Folder);
            AtomicFolder.Create(AsideFolder);
            waiting.Clear();
            aside.Clear();
            next = settled + 1;
            foreach (string part in Directory.EnumerateFiles(Folder, ".*.part").Concat(Directory.EnumerateFiles(AsideFolder, ".*.part")).ToArray())
                File.Delete(part);
            SetAside[] earlier = [.. Numbers(AsideFolder, ".reason.json").Order().Select(ReadAside).OfType<SetAside>()];
            foreach (SetAside one in earlier) Note(one);
            foreach (long number in Numbers(AsideFolder, ".reason.json").Concat(Numbers(AsideFolder, ".json"))) next = Math.Max(next, number + 1);
            foreach (long number in Numbers(Folder, ".json").Order().ToArray())
            {
                next = Math.Max(next, number + 1);
                // Set aside, or learned, and the process ended before it could move or remove the file.
                if (File.Exists(FileOf(AsideFolder, number, ".reason.json")))
                    File.Move(FileOf(Folder, number, ".json"), FileOf(AsideFolder, number, ".json"), overwrite: true);
                else if (number <= settled) Delete(number);
                else if (TryRead(number, out QueuedTask? task)) waiting.Add(number, new(task.Name, task.Hash));
            }
            foreach (long number in Numbers(Folder, ".tries.json").Where(n => !waiting.ContainsKey(n)).ToArray())
                File.Delete(FileOf(Folder, number, ".tries.json"));
        }
    }

    /// <summary>Writes a task to the disk.</summary>
    /// <param name="task">The task.</param>
    /// <param name="known">Returns the number under which such a task was learned; null if it was not.</param>
    /// <exception cref="ArgumentException">It has more than <see cref="MostBytes"/>.</exception>
    public QueueAnswer Add(LearningTask task, Func<QueuedTaskName, long?> known)
    {
        QueuedTaskName name = new(task.Name, TaskHash.Of(task));
        lock (gate)
        {
            foreach ((long number, QueuedTaskName one) in waiting)
                if (one == name) return new(QueueOutcome.AlreadyKnown, number);
            if (known(name) is { } learned) return new(QueueOutcome.AlreadyKnown, learned);
            if (waiting.Count >= limit) return new(QueueOutcome.Full, 0);
            byte[] content = SealedJson.Write(new QueuedTask(next, name.Name, name.Hash, task.Train, task.Test), Json);
            if (content.Length > MostBytes)
                throw new ArgumentException(
                    $"task '{DisplayText.Of(task.Name)}' has {content.Length} bytes; at most {MostBytes} are taken", nameof(task));
            AtomicFile.Write(FileOf(Folder, next, ".json"), content);
            waiting.Add(next, name);
            added.Release();
            return new(QueueOutcome.Accepted, next++);
        }
    }

    /// <summary>Waits for the next task and reads it; it stays in the queue.</summary>
    public QueuedTask Next(CancellationToken cancellation)
    {
        while (true)
        {
            lock (gate)
                while (waiting.Count > 0)
                    if (TryRead(waiting.First().Key, out QueuedTask? task)) return task;
            added.Wait(cancellation);
        }
    }

    /// <summary>Removes a task that was learned.</summary>
    public void Remove(long number)
    {
        lock (gate)
        {
            waiting.Remove(number);
            Delete(number);
        }
    }

    /// <summary>Sets a task aside, with the reason: its file moves to another folder.</summary>
    public void PutAside(long number, QueuedTaskName name, string reason, bool refused)
    {
        lock (gate)
        {
            SetAside one = new(number, name.Name, reason, refused, TimeProvider.System.GetUtcNow().UtcDateTime);
            // From this file on the task is set aside.
            AtomicFile.Write(FileOf(AsideFolder, number, ".reason.json"), JsonSerializer.SerializeToUtf8Bytes(one, Json));
            File.Move(FileOf(Folder, number, ".json"), FileOf(AsideFolder, number, ".json"), overwrite: true);
            File.Delete(FileOf(Folder, number, ".tries.json"));
            waiting.Remove(number);
            Note(one);
            foreach (long old in Numbers(AsideFolder, ".reason.json").OrderDescending().Skip(asideLimit).ToArray())
            {
                File.Delete(FileOf(AsideFolder, old, ".json"));
                File.Delete(FileOf(AsideFolder, old, ".reason.json"));
            }
        }
    }

    /// <summary>Returns how often a task was begun and failed.</summary>
    public Tries TriesOf(long number)
    {
        try
        {
            return JsonSerializer.Deserialize<Tries>(RegularFile.ReadAll(FileOf(Folder, number, ".tries.json"), FewBytes), Json) ?? Tries.None;
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException or InvalidDataException)
        {
            return Tries.None;
        }
    }

    /// <summary>Writes it.</summary>
    public void Note(long number, Tries tries) => AtomicFile.Write(FileOf(Folder, number, ".tries.json"), JsonSerializer.SerializeToUtf8Bytes(tries, Json));

    private static string FileOf(string folder, long number, string end) =>
        Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture) + end);

    private static IEnumerable<long> Numbers(string folder, string end) => Directory.EnumerateFiles(folder, "*" + end)
        .Select(f => Path.GetFileName(f)[..^end.Length])
        .Where(n => n.Length == 12 && n.All(char.IsAsciiDigit)).Select(n => long.Parse(n, CultureInfo.InvariantCulture));

    private SetAside? ReadAside(long number)
    {
        try
        {
            return JsonSerializer.Deserialize<SetAside>(RegularFile.ReadAll(FileOf(AsideFolder, number, ".reason.json"), FewBytes), Json);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            return null;
        }
    }

    private bool TryRead(long number, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out QueuedTask? task)
    {
        string file = FileOf(Folder, number, ".json");
        task = null;
        try
        {
            byte[] content = RegularFile.ReadAll(file, MostBytes);
            SealedJson.Check(file, content);
            task = JsonSerializer.Deserialize<QueuedTask>(content, Json) ?? throw new JsonException("it is null");
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            PutAside(number, new($"task {number}", ""), e.Message, refused: false);
            return false;
        }
        catch (FileNotFoundException)
        {
            // Somebody removed it by hand.
            waiting.Remove(number);
            return false;
        }
    }

    private void Note(SetAside one)
    {
        aside.Enqueue(one);
        if (aside.Count > Shown) aside.Dequeue();
    }

    private void Delete(long number)
    {
        File.Delete(FileOf(Folder, number, ".json"));
        File.Delete(FileOf(Folder, number, ".tries.json"));
    }
}

/// <summary>A task by name and the hash of its rows.</summary>
internal sealed record QueuedTaskName(string Name, string Hash);

/// <summary>A task in the queue.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hash">The hash of its rows.</param>
/// <param name="Train">Its training rows.</param>
/// <param name="Test">Its own test rows; may be none.</param>
internal sealed record QueuedTask(long Number, string Name, string Hash, IReadOnlyList<Example> Train, IReadOnlyList<Example> Test);

/// <summary>A task that is not learned any more.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why.</param>
/// <param name="Refused">Whether the gate refused it; else it failed.</param>
/// <param name="Time">When, in UTC.</param>
internal sealed record SetAside(long Number, string Name, string Reason, bool Refused, DateTime Time);

/// <summary>What happened to a task so far.</summary>
/// <param name="Begun">The number of processes that began it since its last checkpoint and failure.</param>
/// <param name="Failed">How often it failed.</param>
/// <param name="Checkpointed">Whether there is a checkpoint of it that is newer than its last failure.</param>
internal sealed record Tries(int Begun, int Failed, bool Checkpointed)
{
    public static Tries None { get; } = new(0, 0, false);
}
