namespace Kif.Testing;

/// <summary>The tensors that this thread has created and not freed.</summary>
internal static class LiveTensors
{
    public static long Count => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
}
