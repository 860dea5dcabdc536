namespace Kif.Pipeline.Tests.Hosting;

/// <summary>A clock that moves on by the same span whenever it is looked at.</summary>
internal sealed class SteppedTime(TimeSpan step) : TimeProvider
{
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now += step.Ticks;
}
