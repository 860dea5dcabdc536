namespace Kif.Fuzzing;

/// <summary>A field of a protobuf message: its number, wire type and the bytes after the key (after the length, where it has one).</summary>
internal sealed record ProtoField(ulong Number, int Wire, byte[] Value)
{
    /// <summary>What is added to the length when it is written.</summary>
    public int LengthError { get; init; }

    /// <summary>The fields of a message; null if it is none.</summary>
    public static List<ProtoField>? Of(ReadOnlySpan<byte> message)
    {
        var fields = new List<ProtoField>();
        for (int at = 0; at < message.Length;)
        {
            if (!Read(message, ref at, out ulong key)) return null;
            int start = at;
            ulong length = (key & 7) switch { 1 => 8, 5 => 4, _ => 0 };
            switch (key & 7)
            {
                case 0: if (!Read(message, ref at, out _)) return null; break;
                case 2: if (!Read(message, ref at, out length)) return null; start = at; break;
                case 1 or 5: break;
                default: return null;
            }
            if (length > (ulong)(message.Length - at)) return null;
            at += (int)length;
            fields.Add(new(key >> 3, (int)(key & 7), message[start..at].ToArray()));
        }
        return fields;
    }

    public static byte[] Join(IEnumerable<ProtoField> fields) => [.. fields.SelectMany(field => field.Bytes())];

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }

    private byte[] Bytes()
    {
        byte[] key = Varint((Number << 3) | (uint)Wire);
        return Wire == 2 ? [.. key, .. Varint((ulong)((long)Value.Length + LengthError)), .. Value] : [.. key, .. Value];
    }

    private static bool Read(ReadOnlySpan<byte> message, ref int at, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && at < message.Length; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return true;
        }
        return false;
    }
}
