namespace Kif.Testing;

/// <summary>The checks of a replay buffer.</summary>
internal static class BufferChecks
{
    public static IReadOnlyList<PromiseCheck<PartUnderTest<IReplayBuffer>>> All { get; } = PartChecks.With<IReplayBuffer>(
        new("memory-contents", "what is remembered was offered, or is the model's own answer to what was, under its task and an id that is never used again",
            Contents),
        new("memory-lists", "a list of memories that was handed out does not change", Lists),
        new("memory-limits", "a memory stays within its limits, in examples and in bytes, however long the tasks are", Limits));

    private static void Contents(PartUnderTest<IReplayBuffer> part)
    {
        var ids = new Dictionary<long, ReplayExample>();
        var given = new HashSet<string>();
        var encoder = new WordEncoder(part.Strategy.Model);
        Run(part, (buffer, tasks) =>
        {
            foreach (ReplayExample memory in buffer.Contents)
            {
                if (!tasks.TryGetValue(memory.Task, out IReadOnlyList<Example>? offered))
                    throw new ConformanceException($"remembers an example of '{memory.Task}', which was never offered");
                bool own = given.Contains(memory.Example.Target)
                    && offered.Any(e => e.Input == memory.Example.Input && e.Id == memory.Example.Id && e.Chat == memory.Example.Chat);
                if (!own && !offered.Contains(memory.Example))
                    throw new ConformanceException(
                        $"remembers the example '{memory.Example.Id}' of '{memory.Task}', which was never offered as it stands there");
                if (!ids.TryAdd(memory.Id, memory) && ids[memory.Id] != memory) throw new ConformanceException($"gave the id {memory.Id} to a second memory");
            }
            if (buffer.Contents.GroupBy(m => m.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new ConformanceException($"gave the id {twice.Key} to two memories");
            if (!buffer.Contents.SequenceEqual(buffer.Contents)) throw new ConformanceException("listed its memories in another order when it was asked again");
        }, model => new HeardModel(model, answer => given.Add(encoder.Decode(answer))));
    }

    private static void Lists(PartUnderTest<IReplayBuffer> part)
    {
        IReadOnlyList<ReplayExample> handed = [];
        ReplayExample[] items = [];
        Run(part, (buffer, _) =>
        {
            if (!handed.SequenceEqual(items))
                throw new ConformanceException($"changed a list of {items.Length} memories that it had handed out before the task");
            handed = buffer.Contents;
            items = [.. handed];
        });
    }

    private static void Limits(PartUnderTest<IReplayBuffer> part)
    {
        if (part is { MaxExamples: null, MaxBytes: null }) throw new NotApplicableException("it is not said how much it may hold");
        Run(part, (buffer, tasks) =>
        {
            if (buffer.Contents.Count > part.MaxExamples)
                throw new ConformanceException($"holds {buffer.Contents.Count} examples after {tasks.Count} tasks, and may hold {part.MaxExamples}");
            if (StateSize.Of(buffer) is var bytes && bytes > part.MaxBytes)
                throw new ConformanceException($"holds {bytes} bytes after {tasks.Count} tasks, and may hold {part.MaxBytes}");
        });
    }

    private static void Run(PartUnderTest<IReplayBuffer> part, Action<IReplayBuffer, IReadOnlyDictionary<string, IReadOnlyList<Example>>> look,
        Func<ILanguageModel, ILanguageModel>? over = null)
    {
        IReplayBuffer buffer = part.Create();
        using var run = new ConformanceRun(part.Strategy, new() { Compose = () => new([], buffer), WrapModel = over });
        var tasks = new Dictionary<string, IReadOnlyList<Example>>();
        foreach ((int task, int count) in new[] { (0, 30), (1, 8), (2, 1), (3, 50) })
        {
            tasks[TinyTasks.Name(task)] = TinyTasks.Of(task, count);
            run.Learn(task, count);
            look(buffer, tasks);
        }
    }
}

/// <summary>A model whose answers are told.</summary>
internal sealed class HeardModel(ILanguageModel inner, Action<int[]> answered) : HandingOnModel(inner)
{
    public override IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens) =>
        Told(base.Generate(prompts, weights, maxNewTokens));

    public override IReadOnlyList<int[]> Sample(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, IReadOnlyList<RandomStream> random) =>
        Told(base.Sample(prompts, weights, maxNewTokens, temperature, random));

    protected override ILanguageModel Around(ILanguageModel next) => new HeardModel(next, answered);

    private IReadOnlyList<int[]> Told(IReadOnlyList<int[]> answers)
    {
        foreach (int[] answer in answers) answered(answer);
        return answers;
    }
}
