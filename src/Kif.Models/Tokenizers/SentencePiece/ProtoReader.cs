using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Kif.Tokenizers;

/// <summary>Reads the fields of one protobuf message.</summary>
/// <param name="message">The message.</param>
/// <param name="name">The name of the message, for errors; empty for the file itself.</param>
/// <param name="index">The index of the message among several, or -1.</param>
internal ref struct ProtoReader(ReadOnlySpan<byte> message, string name = "", int index = -1)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly int _length = message.Length;
    private ReadOnlySpan<byte> _rest = message;
    private int _wire;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Advances to the next field; its value must then be read or skipped.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var key = Varint();
        (Field, _wire) = ((int)(key >> 3), (int)(key & 7));
        return Field > 0 && key <= uint.MaxValue ? true : throw Broken("there is no field of that number");
    }

    public int Int32() => _wire == 0 ? (int)Varint() : throw Broken("a number is expected");

    public bool Bool() => _wire == 0 ? Varint() != 0 : throw Broken("a number is expected");

    public float Float() => _wire == 5 ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Broken("a float is expected");

    public ReadOnlySpan<byte> Bytes()
    {
        var length = _wire == 2 ? Varint() : throw Broken("bytes are expected");
        return Take(length <= int.MaxValue ? (int)length : throw Broken($"{length} bytes are announced"));
    }

    /// <summary>Reads a string.</summary>
    /// <param name="what">The name of the value, for the error.</param>
    public string String(string what)
    {
        try
        {
            return Strict.GetString(Bytes());
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException($"Not a SentencePiece model: {what} is not UTF-8.", error);
        }
    }

    public void Skip()
    {
        switch (_wire)
        {
            case 0: Varint(); break;
            case 1: Take(8); break;
            case 2: Bytes(); break;
            case 5: Take(4); break;
            default: throw Broken($"{_wire} is no wire type");
        }
    }

    private readonly InvalidDataException Broken(string what)
    {
        var where = name.Length == 0 ? "" : index < 0 ? name + ", " : $"{name}[{index}], ";
        return new($"Not a SentencePiece model: {where}field {Field} near byte {_length - _rest.Length} of {_length}: {what}.");
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            if (shift == 63 && next > 1)
            {
                throw Broken("a number has more than 64 bits");
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken("a number does not end");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw Broken($"{count} bytes are announced, {_rest.Length} are left");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}

/// <summary>Writes the fields of one protobuf message.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Int32(int field, int value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)(long)value);
    }

    public void Bool(int field, bool value) => Int32(field, value ? 1 : 0);

    public void Float(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.Write(value);
    }

    public void String(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Message(int field, ProtoWriter message) => Bytes(field, message.Written);

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
