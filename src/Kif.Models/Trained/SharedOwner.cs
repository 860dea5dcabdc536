namespace Kif.Models.Trained;

/// <summary>Something that several models use and the last of them disposes.</summary>
internal sealed class SharedOwner<T>(T value)
    where T : IDisposable
{
    private int users = 1;

    /// <summary>The thing.</summary>
    public T Value { get; } = value;

    /// <summary>One user more.</summary>
    public SharedOwner<T> Acquire()
    {
        Interlocked.Increment(ref users);
        return this;
    }

    /// <summary>One user less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref users) == 0) Value.Dispose();
    }
}
