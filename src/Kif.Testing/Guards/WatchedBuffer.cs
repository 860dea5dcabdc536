namespace Kif.Testing;

/// <summary>A replay buffer whose updates are watched.</summary>
internal sealed class WatchedBuffer(IReplayBuffer inner, HookWatch watch) : IReplayBuffer
{
    public IReadOnlyList<Remembered> Contents => inner.Contents;

    public void Remember(in MemoryOffered offered)
    {
        (string name, int index, IReadOnlyList<Example> train, Tensor weights, IProbe probe, RandomStream random) =
            (offered.Task, offered.Index, offered.Train, offered.Weights, offered.Probe, offered.Random);
        watch.Run("Remember", [("the weights", weights)], [("the task's examples", train)], () =>
        {
            inner.Remember(new MemoryOffered(name, index, train, weights, probe, random));
            return 0;
        });
    }

    public void Visit(IStateVisitor state) => inner.Visit(state);
}
