using Kif.ML;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.Tests.MachineLearning;

/// <summary>Answers with the text itself turned round, counts calls and rows, and can be put behind any view.</summary>
internal sealed class Echo(bool needsTask = false) : IAnswerer
{
    private int calls, rows;

    public int Calls => calls;

    public int Rows => rows;

    public bool NeedsTask => needsTask;

    public Func<int>? Fail { get; init; }

    public IReadOnlyList<string> Answer(IReadOnlyList<string> inputs, IReadOnlyList<string>? tasks)
    {
        Interlocked.Increment(ref calls);
        Interlocked.Add(ref rows, inputs.Count);
        Fail?.Invoke();
        return [.. inputs.Select((text, i) => (tasks is null ? "" : tasks[i] + ":") + Reversed(text))];
    }

    public IDataView Over(IDataView data, int block = 4, string output = "Answer") =>
        new ScoringView(data, new(data.Schema, new("Input", "Target", output, "Task"), NeedsTask, OutputAnnotations.Of("echo", ["a", "b"])), this, block);

    public static string Reversed(string text) => new([.. text.Reverse()]);

    public static IDataView Numbers(MLContext ml, int count) =>
        ml.Data.LoadFromEnumerable<Row>(
        [.. Enumerable.Range(0, count).Select(i => new Row { Input = $"n{i}", Task = $"t{i % 2}", Number = i, Values = [i, i + 1] })]);

    public sealed class Row
    {
        public string Input { get; set; } = "";

        public string Task { get; set; } = "";

        public float Number { get; set; }

        public float[] Values { get; set; } = [];
    }

    public sealed class Scored
    {
        public string Input { get; set; } = "";

        public float Number { get; set; }

        public float[] Values { get; set; } = [];

        public string Answer { get; set; } = "";
    }
}
