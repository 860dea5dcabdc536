namespace Kif.Testing;

/// <summary>Made-up tasks: a few words as input, one or two as the answer, with few distinct answers.</summary>
internal static class TinyTasks
{
    /// <summary>The default number of examples per task: three steps of three, three and two.</summary>
    public const int Count = 8;

    public static string Name(int task) => $"task{task}";

    /// <summary>Creates the examples of a task; equal numbers give equal examples.</summary>
    public static IReadOnlyList<Example> Of(int task, int count = Count)
    {
        var random = new RandomStream((ulong)(100 + task));
        Example[] examples = [.. Enumerable.Range(0, count).Select(i => new Example(
            string.Join(' ', Enumerable.Range(0, 3 + random.Next(5)).Select(_ => $"w{random.Next(TinyModels.Vocabulary - 3)}")), Answer(task, random.Next(4)), $"{task}/{i}"))];
        return examples;
    }

    private static string Answer(int task, int which) => which % 2 == 0 ? $"w{10 * task + which}" : $"w{10 * task + which} w{10 * task + which + 4}";
}
