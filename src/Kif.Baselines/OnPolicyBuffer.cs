namespace Kif;

/// <summary>
/// The buffer of on-policy replay: before each task the model as it is answers stored prompts of all earlier tasks, and the best answers of each, in equal
/// parts, are its contents (algorithms.md 10.19). Nothing of earlier contents is kept.
/// </summary>
/// <param name="options">How many answers, how they are made, and what is best.</param>
/// <param name="scores">Scores the answers.</param>
internal sealed class OnPolicyBuffer(OprOptions options, AnswerScores scores) : IReplayBuffer
{
    private List<ReplayExample> contents = [];
    private List<StoredTask> tasks = [];
    private long next;
    private int chosenFor = -1;

    /// <inheritdoc/>
    public IReadOnlyList<ReplayExample> Contents => contents;

    /// <inheritdoc/>
    public void Prepare(in BufferUpdate offered)
    {
        // A run that resumes has chosen already.
        if (chosenFor == offered.Index) return;
        int part = tasks.Count == 0 ? 0 : options.Budget(offered.Train.Count) / tasks.Count;
        var chosen = new List<(string Task, Example Example)>();
        if (part > 0)
            foreach (StoredTask task in tasks)
                chosen.AddRange(Best(task, part, offered.Passes, offered.Weights, offered.Random).Select(e => (task.Name, e)));
        contents = [.. chosen.Select(c => new ReplayExample(next++, c.Task, c.Example))];
        chosenFor = offered.Index;
    }

    /// <inheritdoc/>
    public void Update(in BufferUpdate offered)
    {
        if (options.Share == 0) return;
        int? most = options.Stored(offered.Train.Count, tasks.Count + 1);
        tasks = [.. tasks, new(offered.Task, [.. offered.Random.Choose(offered.Train, most)])];
    }

    /// <inheritdoc/>
    public void Visit(IStateVisitor state)
    {
        state.Value("contents", ref contents);
        state.Value("tasks", ref tasks);
        state.Value("next", ref next);
        state.Value("chosenFor", ref chosenFor);
    }

    private IEnumerable<Example> Best(StoredTask task, int count, IExtraPasses passes, Tensor weights, RandomStream random)
    {
        EncodedExample[] prompts = [.. task.Examples.Select(passes.Encoder.Encode)];
        int most = AnswerLimit.Of(options.MaxNewTokens, prompts);
        IReadOnlyList<int[]> ids = passes.Generate(prompts, weights, most, options.Temperature, random);
        OwnAnswer[] answers = [.. task.Examples.Select((e, i) => new OwnAnswer(e, prompts[i], ids[i], passes.Encoder.Decode(ids[i])))];
        return scores.Best(answers, count, passes, weights).Select(a => a.Question with { Target = a.Text, References = [a.Text] });
    }

    /// <summary>The prompts that are stored of a task.</summary>
    internal sealed record StoredTask(string Name, List<Example> Examples);
}
