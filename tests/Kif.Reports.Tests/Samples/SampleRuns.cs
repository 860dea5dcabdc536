using System.Globalization;

namespace Kif.Tests.Reports;

/// <summary>Comparisons made up in memory: scores fall from when a task is learned, by how much depends on the strategy.</summary>
internal sealed record SampleRuns
{
    public IReadOnlyList<string> Tasks { get; init; } = ["place", "time", "colour"];

    public IReadOnlyList<string> Strategies { get; init; } = ["seq-lora", "kif-lora"];

    public IReadOnlyList<long> Seeds { get; init; } = [1, 2, 3];

    public int Examples { get; init; } = 4;

    public int Units { get; init; } = 24;

    public IReadOnlyList<string> Orders { get; init; } = [RunKey.FirstOrder];

    /// <summary>Makes the question of an example; null leaves it out, as files of earlier versions do.</summary>
    public Func<string, int, string>? Question { get; init; } = (task, example) => string.Create(CultureInfo.InvariantCulture, $"what is {task} {example}?");

    /// <summary>Changes the answers; null leaves them.</summary>
    public Func<string, string>? Answer { get; init; }

    public string Folder { get; init; } = "in-memory";

    public SavedComparison Saved(IReadOnlyDictionary<string, string>? settings = null) =>
        Of(new([.. RunGrid.Of(Strategies, Orders, Seeds).Select(Run)]), settings);

    public SavedComparison Of(ComparisonResult result, IReadOnlyDictionary<string, string>? settings = null) => new(Folder, new()
    {
        Command = "kif compare", Model = "embedded", Data = "embedded", Orders = [.. Orders.Select(o => new TaskOrder(o, TasksOf(o)))], Seeds = Seeds, Strategies = Strategies,
        Settings = settings ?? new Dictionary<string, string> { ["lora.rank"] = "8" },
    }, result);

    /// <summary>The tasks of an order: of the first as they are, of others the other way round.</summary>
    private IReadOnlyList<string> TasksOf(string order) => order == Orders[0] ? Tasks : [.. Tasks.Reverse()];

    public StrategyRun Run(RunKey key)
    {
        IReadOnlyList<string> tasks = TasksOf(key.Order);
        var random = new Random(1000 * Strategies.ToList().IndexOf(key.Strategy) + (int)key.Seed);
        int number = Strategies.ToList().IndexOf(key.Strategy);
        var matrix = new PerformanceMatrix([.. tasks]);
        var predictions = new List<Prediction>();
        for (int after = 0; after <= Tasks.Count; after++)
        {
            for (int task = 0; task < Tasks.Count; task++)
            {
                int right = after <= task
                    ? 0 : (int)Math.Round(Examples * Math.Clamp(0.95 - (0.2 - 0.015 * number) * (after - 1 - task) - 0.1 * random.NextDouble(), 0, 1));
                if (after == 0) matrix.SetUntrained(task, 0);
                else matrix[after - 1, task] = 100.0 * right / Examples;
                predictions.AddRange(Enumerable.Range(0, Examples).Select(e => Answered(after, tasks[task], e, e < right)));
            }
        }
        if (key.Strategy == "joint")
        {
            var only = new PerformanceMatrix([.. tasks]);
            for (int task = 0; task < Tasks.Count; task++)
            {
                only.SetUntrained(task, 0);
                only[Tasks.Count - 1, task] = 95;
            }
            matrix = only;
            predictions.RemoveAll(p => p.After > 0 && p.After < Tasks.Count);
        }
        bool explains = key.Strategy.StartsWith("kif", StringComparison.Ordinal) && Units > 0;
        return new(key, matrix, predictions, new RunCost(), 20 + 3 * number, 135_168, 1000L * number * number, explains
            ? [.. tasks.Select((t, i) => Explanation(t, i, random))] : [])
        {
            CpuSeconds = 21, PeakBytes = 900_000_000 + 10_000_000 * number, MidTaskScores = [.. Within(random)],
            Unseen = new(["direction"], [.. Enumerable.Range(0, Tasks.Count + 1).Select(i => (IReadOnlyList<double>)[2.0 * i + number])]),
        };
    }

    private IEnumerable<MidTaskScore> Within(Random random) => Enumerable.Range(1, Math.Max(0, Tasks.Count - 1))
        .SelectMany(during => Enumerable.Range(1, 3)
            .SelectMany(step => Tasks.Take(during).Select(task => new MidTaskScore(during, 4 * step, task, 50 - 10 * step + 5 * random.NextDouble()))));

    private Prediction Answered(int after, string task, int example, bool right)
    {
        string reference = string.Create(CultureInfo.InvariantCulture, $"the answer {example}"), given = right
            ? reference : string.Create(CultureInfo.InvariantCulture, $"something else {(example * 7 + after) % 50}");
        return new(after, task, string.Create(CultureInfo.InvariantCulture, $"{task}-test-{example}"), reference, right || Answer is null
            ? given : Answer(given)) { Input = Question?.Invoke(task, example) };
    }

    private FusionExplanation Explanation(string task, int index, Random random)
    {
        string[] units = [.. Enumerable.Range(0, Units)
            .Select(u => string.Create(CultureInfo.InvariantCulture,
                $"base_model.model.encoder.block.{u / 12}.layer.0.SelfAttention.{"qkv"[u / 4 % 3]}.|||{u % 4}"))];
        double[] Numbers() => [.. units.Select(_ => random.NextDouble())];
        return index == 0 ? new(task, units, Numbers(), [], []) : new(task, units, Numbers(), Numbers(), Numbers());
    }
}
