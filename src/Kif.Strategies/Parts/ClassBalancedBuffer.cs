namespace Kif;

/// <summary>
/// A buffer with equally many examples of every class of a task, a class being a distinct target text; the rest of the quota is drawn uniformly (algorithms.md
/// 9.5).
/// </summary>
/// <param name="options">The buffer's limits.</param>
internal sealed class ClassBalancedBuffer(ClassBalancedBufferOptions options) : IReplayBuffer
{
    private readonly MemoryStore store = new(options.MaxExamples, options.MaxBytes);

    /// <inheritdoc/>
    public IReadOnlyList<ReplayExample> Contents => store.Contents;

    /// <inheritdoc/>
    public void Update(in BufferUpdate offered)
    {
        IReadOnlyList<Example> train = offered.Train;
        int count = options.Quota(train.Count);
        if (count == 0) return;
        bool every = options.OneOfEveryClass ?? options.Profile == MethodProfile.OfficialCode;
        store.Add(offered.Task, Draw([.. train.Select(e => e.Target)], count, every, offered.Random).Select(i => train[i]));
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state) => store.Visit(state);

    /// <summary>Draws indices round-robin over classes, so that every prefix of the list is as balanced as possible.</summary>
    private static int[] Draw(string[] classes, int count, bool every, RandomStream random)
    {
        int[][] members = [.. classes.Select((name, i) => (name, i)).GroupBy(p => p.name, p => p.i).Select(g => g.ToArray())];
        if (members.Length > count && !every) return random.Permutation(classes.Length)[..count];
        foreach (int[] one in members) random.Shuffle<int>(one);
        int each = Math.Max(1, count / members.Length);
        int[] drawn = [.. Enumerable.Range(0, each).SelectMany(turn => members.Where(m => m.Length > turn).Select(m => m[turn]))];
        int[] rest = [.. Enumerable.Range(0, classes.Length).Except(drawn)];
        random.Shuffle<int>(rest);
        return [.. drawn, .. rest.Take(count - drawn.Length)];
    }
}

/// <summary>Options of the class-balanced buffer.</summary>
internal sealed class ClassBalancedBufferOptions : ReplayBufferOptions
{
    /// <summary>The variant for tasks with more classes than the quota. Default: recommended.</summary>
    public MethodProfile Profile { get; set; }

    /// <summary>
    /// Whether a task with more classes than the quota gets one example of every class regardless (a free-text task is then stored whole); false draws the
    /// quota uniformly; null for the profile's value (official code: true). Default: null.
    /// </summary>
    public bool? OneOfEveryClass { get; set; }
}
