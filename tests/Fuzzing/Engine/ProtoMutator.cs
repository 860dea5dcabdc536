using System.Buffers.Binary;
using System.Text;

namespace Kif.Fuzzing;

/// <summary>Damages protobuf messages by their fields, nested ones too; sometimes just bytes.</summary>
internal sealed class ProtoMutator : IMutator
{
    private static readonly ulong[] Numbers =
        [0, 1, 2, 3, 4, 5, 6, 7, 99, 127, 128, 300, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, long.MaxValue, 1UL << 63, ulong.MaxValue];

    private static readonly string[] Texts = ["", "a", "▁", "<unk>", "</s>", "<0x41>", "\0", "\u001b[2J", "\u202e", "ab", new('a', 300)];
    private static readonly float[] Scores = [0, -1, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon,
        -1e30f];
    private readonly ByteMutator bytes = new(["\n\0", "\u0012", "\u001a", "\0\0\0\0", "a"]);

    public byte[] Mutate(byte[] content, Random random)
    {
        if (random.Next(12) == 0) return content[..random.Next(content.Length)];
        for (int times = random.Next(1, 4); times > 0; times--) content = Once(content, random, 0);
        return content;
    }

    private byte[] Once(byte[] message, Random random, int depth)
    {
        List<ProtoField>? fields = ProtoField.Of(message);
        if (fields is null or [] || random.Next(12) == 0) return message.Length > 0 ? bytes.Mutate(message, random) : message;
        int at = random.Next(fields.Count);
        ProtoField field = fields[at];
        if (field.Wire == 2 && depth < 2 && random.Next(4) != 0)
        {
            byte[] inner = ProtoField.Of(field.Value) is { Count: > 0 } ? Once(field.Value, random, depth + 1) : Text(field.Value, random);
            fields[at] = field with { Value = inner };
            return ProtoField.Join(fields);
        }
        switch (random.Next(9))
        {
            case 0: fields.RemoveAt(at); break;
            case 1: fields.Insert(at, field); break;
            case 2: fields[at] = field with { Number = Numbers[random.Next(Numbers.Length)] }; break;
            case 3: fields[at] = field with { Wire = random.Next(8) }; break;
            case 4: fields[at] = field with { LengthError = random.Next(-3, 4) }; break;
            case 5: fields[at] = field with { LengthError = (int)(Numbers[random.Next(Numbers.Length)] & int.MaxValue) }; break;
            case 6: fields[at] = new(field.Number, 0, ProtoField.Varint(Numbers[random.Next(Numbers.Length)])); break;
            case 7: fields[at] = field with { Value = [.. Enumerable.Repeat((byte)0xFF, random.Next(1, 14)), 1], Wire = 0 }; break;
            default: fields[at] = field.Wire == 5 ? field with { Value = Float(random) } : fields[random.Next(fields.Count)]; break;
        }
        return ProtoField.Join(fields);
    }

    private byte[] Text(byte[] value, Random random) => random.Next(3) switch
    {
        0 => Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]),
        1 => [.. value, 0xC3],
        _ => value.Length > 0 ? bytes.Mutate(value, random) : value,
    };

    private static byte[] Float(Random random)
    {
        byte[] value = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(value, Scores[random.Next(Scores.Length)]);
        return value;
    }
}
