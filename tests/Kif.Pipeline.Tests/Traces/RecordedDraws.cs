namespace Kif.Pipeline.Tests.Traces;

/// <summary>The memories that a recorded run drew, step by step, in place of random ones.</summary>
/// <param name="trace">The recorded run.</param>
/// <param name="list">Under which name its tasks list them, as [task, index] with index counting from 0.</param>
internal sealed class RecordedDraws(Trace trace, string list) : IMemorySampler
{
    private int draws;

    /// <summary>The numbers of the draws asked for, by task.</summary>
    public List<(int Task, int Draw)> Asked { get; } = [];

    /// <summary>What the run drew in a step of a task (1-based).</summary>
    public IReadOnlyList<ReplayExample> At(int task, int step, IReadOnlyList<ReplayExample> memory) =>
        [.. trace.Json.GetProperty($"task{task}").GetProperty(list)[step].EnumerateArray().Select(p => memory.Single(m => m.Example.Id == $"{p[0]}/{p[1]}"))];

    public void Begin() => draws = 0;

    /// <summary>Follows the record; which task it is follows from how many are remembered.</summary>
    public IReadOnlyList<ReplayExample> Draw(IReadOnlyList<ReplayExample> memory, int count, RandomStream random)
    {
        int task = memory.Select(m => m.Task).Distinct().Count() + 1;
        Asked.Add((task, draws));
        IReadOnlyList<ReplayExample> drawn = At(task, draws++, memory);
        drawn.Should().HaveCount(count, "the record draws as many as are asked for");
        return drawn;
    }

    public void Visit(IStateVisitor state) { }
}
