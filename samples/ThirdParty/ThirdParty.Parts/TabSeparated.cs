using Kif;

namespace ThirdParty.Parts;

/// <summary>
/// All tasks in one text file, <c>something.tsv</c>: a row of task, <c>train</c> or <c>test</c>, input and answer, with tabs between them. Tasks are learned in
/// the order of their first rows.
/// </summary>
public sealed class TabSeparated : ITaskFormat
{
    /// <inheritdoc/>
    public bool Recognizes(string path) => path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) && File.Exists(path);

    /// <inheritdoc/>
    public ITaskSource Open(string path) => new Source(path, [.. File.ReadLines(path).Select((line, i) => Row(path, line, i + 1))]);

    private static (string Task, bool Train, Example Example) Row(string path, string line, int number) =>
        line.Split('\t') is [var task, "train" or "test", var input, var answer] cells
        ? (task, cells[1] == "train", new Example(input, answer, $"{number}"))
        : throw new InvalidDataException($"{path}, line {number}: a row is task, train or test, input and answer, with tabs between them");

    private sealed class Source(string path, (string Task, bool Train, Example Example)[] rows) : ITaskSource
    {
        public IReadOnlyList<string> TaskNames { get; } = [.. rows.Select(r => r.Task).Distinct()];

        public LearningTask Read(string name) => TaskNames.Contains(name)
            ? new(name, [.. rows.Where(r => r.Task == name && r.Train).Select(r => r.Example)],
                [.. rows.Where(r => r.Task == name && !r.Train).Select(r => r.Example)])
            : throw new InvalidDataException($"{path} has no task '{name}'; it has: {string.Join(", ", TaskNames)}");
    }
}
