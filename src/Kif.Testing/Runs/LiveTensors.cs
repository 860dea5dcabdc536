namespace Kif.Testing;

/// <summary>Counts the tensors that this thread has made and not freed.</summary>
internal static class LiveTensors
{
    public static long Count => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
}
