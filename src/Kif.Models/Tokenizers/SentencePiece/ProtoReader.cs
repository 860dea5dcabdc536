using System.Buffers.Binary;
using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Walks over the fields of one protobuf message.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private int _wire;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; its value must then be read or skipped.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var key = Varint();
        (Field, _wire) = ((int)(key >> 3), (int)(key & 7));
        return Field > 0 ? true : throw Broken();
    }

    public int Int32() => _wire == 0 ? (int)Varint() : throw Broken();

    public bool Bool() => Int32() != 0;

    public float Float() => _wire == 5 ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Broken();

    public ReadOnlySpan<byte> Bytes()
    {
        var length = _wire == 2 ? Varint() : throw Broken();
        return Take(length <= int.MaxValue ? (int)length : throw Broken());
    }

    public string String() => Encoding.UTF8.GetString(Bytes());

    public void Skip()
    {
        switch (_wire)
        {
            case 0: Varint(); break;
            case 1: Take(8); break;
            case 2: Bytes(); break;
            case 5: Take(4); break;
            default: throw Broken();
        }
    }

    private static InvalidDataException Broken() => new("Not a SentencePiece model: the bytes are no protobuf message of that kind.");

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw Broken();
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
