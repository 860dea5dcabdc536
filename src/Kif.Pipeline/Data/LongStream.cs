using System.Globalization;

namespace Kif;

/// <summary>
/// A stream of any number of small tasks about texts of the embedded world, for what only many tasks show. Each task has a question of its own, which names a
/// thing and an animal and says nothing about the answer, so that its meaning must be learned. Tasks are of four kinds (<see cref="LongTaskKind"/>).
/// </summary>
internal static class LongStream
{
    /// <summary>The beginning of the names of such data, e.g. <c>long-20</c> for twenty tasks.</summary>
    public const string Prefix = "long-";

    /// <summary>The fewest and the most tasks: there are as many questions as pairs of a thing and an animal.</summary>
    public const int Fewest = 2, Most = 360;

    private static readonly string[] Facts = ["place", "time", "colour", "mood", "topic"];

    /// <summary>Returns how many tasks a name of data stands for; null where it is another kind of name.</summary>
    public static int? CountOf(string data) => data.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(data.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= Fewest and <= Most
            ? count : null;

    /// <summary>Draws the tasks' kinds, facts, answers and questions; a longer stream begins with a shorter one of the same seed.</summary>
    /// <param name="seed">Equal seeds give equal streams on every machine.</param>
    /// <param name="count">The number of tasks, from <see cref="Fewest"/> to <see cref="Most"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too few or too many tasks.</exception>
    public static IReadOnlyList<LongTask> Plan(ulong seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Fewest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        RandomStream root = new RandomStream(seed).Derive("long-stream");
        string[] things = WorldText.World.Values("thing"), animals = WorldText.World.Values("animal");
        int[] codes = root.Derive("questions").Permutation(things.Length * animals.Length);
        var tasks = new List<LongTask>();
        for (int i = 0; i < count; i++)
        {
            RandomStream random = root.Derive($"task-{i}");
            LongTaskKind kind = i == 0 ? LongTaskKind.New : (LongTaskKind)random.Next(4);
            LongTask? earlier = kind is LongTaskKind.Contradicting or LongTaskKind.Sharing ? tasks[random.Next(tasks.Count)] : null;
            string fact = earlier?.Fact ?? Facts[random.Next(Facts.Length)];
            string[] values = WorldText.World.Values(fact);
            string[] answers = kind switch
            {
                LongTaskKind.Sharing => [.. earlier!.Answers],
                LongTaskKind.Contradicting => Rotated(earlier!.Answers, 1 + random.Next(values.Length - 1)),
                LongTaskKind.Renamed => [.. random.Permutation(things.Length).Take(values.Length).Select(t => things[t])],
                _ => values,
            };
            string question = $"what is the {things[codes[i] / animals.Length]} of the {animals[codes[i] % animals.Length]}?";
            tasks.Add(new($"t{i + 1:000}", kind, fact, answers, question, earlier?.TextsOf ?? $"t{i + 1:000}"));
        }
        return tasks;
    }

    /// <summary>Generates the stream. Labels are balanced, and no test text of any task is a training text of any task.</summary>
    /// <param name="seed">Equal seeds give equal streams on every machine.</param>
    /// <param name="count">The number of tasks.</param>
    /// <param name="train">Training examples per task, at least 1.</param>
    /// <param name="test">Test examples per task, 0 or more.</param>
    public static TaskStream Create(ulong seed, int count, int train, int test)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(train, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(test);
        RandomStream root = new RandomStream(seed).Derive("long-stream-texts");
        var seen = new HashSet<string>();
        var texts = new Dictionary<string, (List<WorldText> Train, List<WorldText> Test)>();
        var tasks = new List<LearningTask>();
        foreach (LongTask task in Plan(seed, count))
        {
            if (!texts.TryGetValue(task.TextsOf, out (List<WorldText> Train, List<WorldText> Test) own))
                texts[task.TextsOf] = own = (WorldText.Balanced(task.Fact, train, root.Derive(task.Name + "/train"), seen),
                    WorldText.Balanced(task.Fact, test, root.Derive(task.Name + "/test"), seen));
            tasks.Add(new(task.Name, Examples(own.Train, "train"), Examples(own.Test, "test")));

            List<Example> Examples(List<WorldText> from, string split)
            {
                int[] order = root.Derive($"{task.Name}/{split}/order").Permutation(from.Count);
                return [.. order.Select((text, i) => task.Ask(from[text], $"{task.Name}-{split}-{i}"))];
            }
        }
        return new(tasks);
    }

    private static string[] Rotated(IReadOnlyList<string> answers, int by) => [.. answers.Select((_, i) => answers[(i + by) % answers.Count])];
}

/// <summary>How a task of a <see cref="LongStream"/> depends on others.</summary>
internal enum LongTaskKind
{
    /// <summary>Texts of its own, and the fact's words as answers.</summary>
    New,

    /// <summary>Texts of its own, and other words as answers.</summary>
    Renamed,

    /// <summary>The texts of an earlier task with other answers: its answers rotated.</summary>
    Contradicting,

    /// <summary>The texts of an earlier task with the same answers.</summary>
    Sharing,
}

/// <summary>A task of a <see cref="LongStream"/>.</summary>
/// <param name="Name">Its name, <c>t001</c> and so on.</param>
/// <param name="Kind">How it depends on others.</param>
/// <param name="Fact">The fact that it asks for.</param>
/// <param name="Answers">The answer to each value of the fact.</param>
/// <param name="Question">Its question.</param>
/// <param name="TextsOf">The task whose texts it has; often itself.</param>
internal sealed record LongTask(string Name, LongTaskKind Kind, string Fact, IReadOnlyList<string> Answers, string Question, string TextsOf)
{
    /// <summary>Creates the example about a text.</summary>
    public Example Ask(WorldText text, string id) =>
        new($"{Question} {text.Text}", Answers[Array.IndexOf(WorldText.World.Values(Fact), text.Facts[Fact])], id);
}
