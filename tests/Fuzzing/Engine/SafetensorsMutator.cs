using System.Buffers.Binary;

namespace Kif.Fuzzing;

/// <summary>Damages safetensors files: the length before the header, the header as JSON, the data's size.</summary>
internal sealed class SafetensorsMutator : IMutator
{
    private static readonly long[] Lengths =
        [0, 1, 2, 7, 8, 100_000_000, 100_000_001, int.MaxValue, 1L + int.MaxValue, uint.MaxValue, 1L << 40, long.MaxValue, long.MinValue, -1, -8];

    private readonly JsonMutator json = new();
    private readonly ByteMutator bytes = new(JsonWords.Pieces);

    public byte[] Mutate(byte[] content, Random random)
    {
        if (content.Length < 8 || BinaryPrimitives.ReadInt64LittleEndian(content) is not (>= 0 and var length) || length > content.Length - 8)
            return bytes.Mutate(content, random);
        byte[] header = content[8..(8 + (int)length)], data = content[(8 + (int)length)..];
        switch (random.Next(20))
        {
            case 0: return bytes.Mutate(content, random);
            case 1: return Whole(Lengths[random.Next(Lengths.Length)], header, data);
            case 2: return Whole(header.Length + random.Next(-9, 10), header, data);
            case 3: return Whole(header.Length, header, data[..random.Next(data.Length + 1)]);
            case 4: return Whole(header.Length, header, [.. data, .. new byte[random.Next(1, 20)]]);
            case 5: return content[..random.Next(content.Length)];
            case 6: return Misaligned(header, data, random);
            default:
                header = json.Mutate(header, random);
                return Whole(header.Length, header, data);
        }
    }

    /// <summary>Spaces after the header: no damage, but the data then lie off the multiples of their elements.</summary>
    private static byte[] Misaligned(byte[] header, byte[] data, Random random)
    {
        header = [.. header, .. Enumerable.Repeat((byte)' ', random.Next(1, 8))];
        random.NextBytes(data);
        return Whole(header.Length, header, data);
    }

    private static byte[] Whole(long length, byte[] header, byte[] data)
    {
        byte[] start = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(start, length);
        return [.. start, .. header, .. data];
    }
}
