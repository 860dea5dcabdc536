namespace Kif.Models.Safetensors;

/// <summary>The header data of one tensor in a safetensors file.</summary>
/// <param name="Type">The stored type.</param>
/// <param name="Shape">The shape; empty for a single number.</param>
/// <param name="ByteCount">The size of its data in bytes.</param>
public sealed record SafetensorsInfo(ScalarType Type, IReadOnlyList<long> Shape, long ByteCount)
{
    /// <summary>The position of the data, in bytes from the start of the file.</summary>
    internal long Position { get; init; }
}
