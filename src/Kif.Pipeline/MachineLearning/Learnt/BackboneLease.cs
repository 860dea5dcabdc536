namespace Kif.Pipeline.MachineLearning.Learnt;

/// <summary>One user's lease of a shared backbone.</summary>
internal sealed class BackboneLease(SharedBackbone backbone, Action giveBack) : IDisposable
{
    private Action? giveBack = giveBack;

    public SharedBackbone Backbone => backbone;

    /// <summary>Returns the backbone; further calls do nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref giveBack, null)?.Invoke();
}
