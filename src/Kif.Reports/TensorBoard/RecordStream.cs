using System.Buffers.Binary;
using System.Numerics;

namespace Kif.Reports.TensorBoard;

/// <summary>A writer of TFRecords: length, masked CRC-32C of the length, data, masked CRC-32C of the data; numbers are little-endian.</summary>
internal sealed class RecordStream(Stream stream) : IDisposable
{
    private const uint MaskDelta = 0xa282ead8;

    public void Write(ReadOnlySpan<byte> data)
    {
        Span<byte> header = stackalloc byte[12], footer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Masked(header[..8]));
        BinaryPrimitives.WriteUInt32LittleEndian(footer, Masked(data));
        stream.Write(header);
        stream.Write(data);
        stream.Write(footer);
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Returns the masked checksum, rotated right by 15 bits plus a constant, so that checksums of data that contains checksums stay good.</summary>
    internal static uint Masked(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc(data), 15) + MaskDelta;

    internal static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
