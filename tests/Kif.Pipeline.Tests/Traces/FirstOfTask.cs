namespace Kif.Pipeline.Tests.Traces;

/// <summary>Remembers the first examples of every task, as the recorded runs do.</summary>
internal sealed class FirstOfTask(int perTask) : IReplayBuffer
{
    private List<Remembered> contents = [];

    public IReadOnlyList<Remembered> Contents => contents;

    public void Remember(in MemoryOffered offered)
    {
        (string task, int before) = (offered.Task, contents.Count);
        contents = [.. contents, .. offered.Train.Take(perTask).Select((e, i) => new Remembered(before + i, task, e))];
    }

    public void Visit(IStateVisitor state) => state.Value("contents", ref contents);
}
