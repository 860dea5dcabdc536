namespace Kif;

/// <summary>A task's importance begins to be tracked.</summary>
/// <param name="space">The space of all vectors.</param>
/// <param name="device">Where the vectors lie.</param>
/// <param name="random">The tracker's own random stream.</param>
public readonly ref struct TrackingStarted(ParameterSpace space, Device device, RandomStream random)
{
    /// <summary>The space of all vectors.</summary>
    public ParameterSpace Space { get; } = space;

    /// <summary>Where the vectors lie.</summary>
    public Device Device { get; } = device;

    /// <summary>The tracker's own random stream.</summary>
    public RandomStream Random { get; } = random;
}
