namespace Kif;

/// <summary>The arguments for starting to track a task's importance.</summary>
/// <param name="space">The space of all vectors.</param>
/// <param name="device">The device of the vectors.</param>
/// <param name="random">The tracker's own random stream.</param>
public readonly ref struct TrackingStarted(ParameterSpace space, Device device, RandomStream random)
{
    /// <summary>The space of all vectors.</summary>
    public ParameterSpace Space { get; } = space;

    /// <summary>The device of the vectors.</summary>
    public Device Device { get; } = device;

    /// <summary>The tracker's own random stream.</summary>
    public RandomStream Random { get; } = random;
}
