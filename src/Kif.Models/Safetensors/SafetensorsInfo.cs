namespace Kif.Models.Safetensors;

/// <summary>What a safetensors file says of one tensor.</summary>
/// <param name="Type">The stored type.</param>
/// <param name="Shape">Its sizes; empty for a single number.</param>
/// <param name="ByteCount">Size of its data in bytes.</param>
public sealed record SafetensorsInfo(ScalarType Type, IReadOnlyList<long> Shape, long ByteCount)
{
    /// <summary>Where the data begins, in bytes from the start of the file.</summary>
    internal long Position { get; init; }
}
