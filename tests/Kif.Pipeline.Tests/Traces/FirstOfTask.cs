namespace Kif.Pipeline.Tests.Traces;

/// <summary>Remembers the first examples of every task, as the recorded runs do.</summary>
internal sealed class FirstOfTask(int perTask) : IReplayBuffer
{
    private List<ReplayExample> contents = [];

    public IReadOnlyList<ReplayExample> Contents => contents;

    public void Update(in BufferUpdate offered)
    {
        (string task, int before) = (offered.Task, contents.Count);
        contents = [.. contents, .. offered.Train.Take(perTask).Select((e, i) => new ReplayExample(before + i, task, e))];
    }

    public void Visit(IStateVisitor state) => state.Value("contents", ref contents);
}
