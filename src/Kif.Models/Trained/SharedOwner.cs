namespace Kif.Models.Trained;

/// <summary>A reference count: an object that several models use and the last of them disposes.</summary>
internal sealed class SharedOwner<T>(T value)
    where T : IDisposable
{
    private int users = 1;

    /// <summary>The shared object.</summary>
    public T Value { get; } = value;

    /// <summary>Adds a user.</summary>
    public SharedOwner<T> Acquire()
    {
        Interlocked.Increment(ref users);
        return this;
    }

    /// <summary>Removes a user; the last one disposes the object.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref users) == 0) Value.Dispose();
    }
}
