namespace Kif.Pipeline.Tests.Estimates;

/// <summary>A clock that moves when it is told to.</summary>
internal sealed class HandSetTime : TimeProvider
{
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public void Pass(double seconds) => now += (long)(seconds * TimeSpan.TicksPerSecond);
}
