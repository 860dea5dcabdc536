namespace Kif;

/// <summary>
/// The untrained model's answers in a comparison's folder, a file for each task, known by a hash of everything that determines them. They are computed once for
/// all strategies, orders, seeds, processes and calls; a file that is damaged or belongs to something else is ignored and replaced.
/// </summary>
/// <param name="folder">The folder of the comparison.</param>
/// <param name="lockPath">The beginning of the paths of the files' locks.</param>
/// <param name="description">The comparison.</param>
/// <param name="patience">For how long an owner that shows no life is waited for; null for 45 seconds.</param>
internal sealed class UntrainedFiles(string folder, string lockPath, RunDescription description, TimeSpan? patience = null) : IUntrainedStore
{
    /// <summary>The folder's name, which can't be that of a strategy.</summary>
    public const string Name = ".untrained";

    /// <summary>How often a waiting process looks, and how long it waits at most for one that lives and does not finish.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100), Longest = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, IReadOnlyList<string>> configurations = [];

    private string Folder => Path.Combine(folder, Name);

    /// <inheritdoc/>
    public IReadOnlyList<string>? Try(LearningTask task, Func<LearningTask, IReadOnlyList<string>> answer)
    {
        if (Read(task) is { } there) return there;
        RunLock own;
        try { own = RunLock.Take(LockOf(task)); }
        catch (RunInProgressException) { return null; }
        // It may have been written since.
        using (own) return Read(task) ?? Written(task, answer);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Wait(LearningTask task, Func<LearningTask, IReadOnlyList<string>> answer, CancellationToken cancellation)
    {
        TimeProvider time = TimeProvider.System;
        long from = time.GetTimestamp(), seen = from;
        RunOwner? owner = null;
        while (true)
        {
            if (Try(task, answer) is { } answers) return answers;
            if (RunOwner.Read(LockOf(task) + ".json") is var now && now != owner) (owner, seen) = (now, time.GetTimestamp());
            if (time.GetElapsedTime(seen) > (patience ?? RunLock.Watch) || time.GetElapsedTime(from) > Longest) return Written(task, answer);
            cancellation.WaitHandle.WaitOne(Interval);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Returns what is wrong with the files of a folder.</summary>
    /// <param name="folder">The folder of the comparison.</param>
    public static IEnumerable<string> Faults(string folder)
    {
        string own = Path.Combine(folder, Name);
        if (!Directory.Exists(own)) yield break;
        foreach (string file in Directory.EnumerateFiles(own, "*.json").Order(StringComparer.Ordinal))
        {
            string? fault = null;
            try { Read(file); }
            catch (InvalidDataException e) { fault = e.Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal); }
            if (fault is not null) yield return $"{fault}; without it the next run computes these answers again";
        }
    }

    private IReadOnlyList<string> Written(LearningTask task, Func<LearningTask, IReadOnlyList<string>> answer)
    {
        IReadOnlyList<string> answers = answer(task), lines = Configuration(task);
        Directory.CreateDirectory(Folder);
        RunJson.WriteSealed(FileOf(task),
            new UntrainedRecord { Task = task.Name, Configuration = lines, ConfigurationSha256 = Sha256.Of(lines), Answers = answers });
        return answers;
    }

    /// <summary>Reads the answers to a task; null if there are none, or others than those of its test examples.</summary>
    private IReadOnlyList<string>? Read(LearningTask task)
    {
        string file = FileOf(task);
        if (!File.Exists(file)) return null;
        try
        {
            UntrainedRecord found = Read(file);
            return found.ConfigurationSha256 == Sha256.Of(Configuration(task)) && found.Answers.Count == task.Test.Count ? found.Answers : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static UntrainedRecord Read(string file)
    {
        UntrainedRecord found = RunJson.Read<UntrainedRecord>(file, UntrainedRecord.CurrentFormat, isSealed: true);
        return found is { Configuration: not null, Answers: not null } && Sha256.Of(found.Configuration) == found.ConfigurationSha256
            && found.Answers.All(a => a is not null) ? found : throw new InvalidDataException($"{file}: the configuration does not have its hash");
    }

    private IReadOnlyList<string> Configuration(LearningTask task)
    {
        if (!configurations.TryGetValue(task.Name, out IReadOnlyList<string>? lines))
            configurations[task.Name] = lines = RunConfiguration.OfUntrained(description, task.Name);
        return lines;
    }

    private string Key(LearningTask task) => Sha256.Of(Configuration(task))[..16];

    private string FileOf(LearningTask task) => Path.Combine(Folder, Key(task) + ".json");

    private string LockOf(LearningTask task) => $"{lockPath}.{Key(task)}";
}

/// <summary>The content of a file of the untrained model's answers.</summary>
internal sealed record UntrainedRecord
{
    /// <summary>The format that is written and read.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>Everything that determines the answers, line by line.</summary>
    public required IReadOnlyList<string> Configuration { get; init; }

    /// <summary>SHA-256 of the configuration.</summary>
    public required string ConfigurationSha256 { get; init; }

    /// <summary>The answers in the order of the test examples.</summary>
    public required IReadOnlyList<string> Answers { get; init; }
}
