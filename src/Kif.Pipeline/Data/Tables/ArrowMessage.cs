using System.Buffers.Binary;

namespace Kif;

/// <summary>
/// A message's description in a file of Arrow (FlatBuffers): its lists must fit into it, since the reader makes room for as many entries as a list is said
/// to have.
/// </summary>
internal readonly ref struct ArrowMessage
{
    private const int MostDepth = 64, Offset = 4, Node = 16;

    /// <summary>The kinds of headers.</summary>
    private const int Schema = 1, Dictionary = 2, Batch = 3;

    private readonly ReadOnlySpan<byte> bytes;

    private ArrowMessage(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    /// <summary>Whether every list fits.</summary>
    public static bool IsSound(ReadOnlySpan<byte> bytes)
    {
        var message = new ArrowMessage(bytes);
        // Numbers that lead out of the message throw; the reader's own do, too.
        try { return message.IsMessage(message.At(0)); }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException) { return false; }
    }

    private bool IsMessage(int table)
    {
        if (!Fits(table, 4, Offset)) return false;
        if (Field(table, 1) is not { } kind || Field(table, 2) is not { } place) return true;
        // Fields that share their children would be looked at again and again.
        int header = At(place), left = bytes.Length;
        return bytes[kind] switch
        {
            Schema => Fits(header, 1, Offset) && Fits(header, 2, Offset) && Fits(header, 3, 8) && AreFields(header, 1, MostDepth, ref left),
            Dictionary => Field(header, 1) is not { } batch || IsBatch(At(batch)),
            Batch => IsBatch(header),
            _ => true,
        };
    }

    private bool IsBatch(int table) => Fits(table, 1, Node) && Fits(table, 2, Node) && Fits(table, 4, 8);

    private bool AreFields(int table, int list, int depth, ref int left)
    {
        if (Field(table, list) is not { } place) return true;
        if (depth == 0) return false;
        int start = At(place), count = Number(start);
        for (int i = 0; i < count; i++)
        {
            int field = At(start + Offset + Offset * i);
            if (--left < 0 || !Fits(field, 5, Offset) || !Fits(field, 6, Offset) || !AreFields(field, 5, depth - 1, ref left)) return false;
        }
        return true;
    }

    /// <summary>Whether a list of a table ends within the message; one that is not there does.</summary>
    private bool Fits(int table, int list, int size)
    {
        if (Field(table, list) is not { } place) return true;
        int start = At(place);
        return Number(start) is >= 0 and var count && start + Offset + (long)count * size <= bytes.Length;
    }

    /// <summary>Returns the place of a table's field; null if it is left out.</summary>
    private int? Field(int table, int index)
    {
        int description = checked(table - Number(table));
        int entry = 4 + 2 * index;
        if (entry >= BinaryPrimitives.ReadUInt16LittleEndian(bytes[description..])) return null;
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(description + entry)..]);
        return offset == 0 ? null : table + offset;
    }

    /// <summary>Returns the place that an offset leads to.</summary>
    private int At(int place) => checked(place + Number(place));

    private int Number(int place) => BinaryPrimitives.ReadInt32LittleEndian(bytes[place..]);
}
