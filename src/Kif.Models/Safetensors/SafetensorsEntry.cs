using System.Text.Json;

namespace Kif.Models.Safetensors;

/// <summary>Reads the values of a header's keys. Each method starts at the value's first token and ends at its last.</summary>
internal static class SafetensorsEntry
{
    private const int MaxRank = 64; // libtorch's limit

    /// <summary>Reads one tensor's object.</summary>
    /// <exception cref="FormatException">It violates the format.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    internal static SafetensorsInfo Read(ref Utf8JsonReader reader, long dataStart, long dataLength)
    {
        Expect(reader, JsonTokenType.StartObject, "an object");
        string? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            bool known = key switch
            {
                "dtype" when type is null => (type = ReadText(ref reader)) is not null,
                "shape" when shape is null => (shape = ReadNumbers(ref reader, MaxRank)) is not null,
                "data_offsets" when offsets is null => (offsets = ReadNumbers(ref reader, 2)) is not null,
                _ => false,
            };
            if (!known) throw new FormatException($"'{ShownText.Of(key)}' is there twice or not part of the format");
        }
        if (type is null || shape is null || offsets is not { Count: 2 }) throw new FormatException("it needs a dtype, a shape and two data_offsets");
        return Check(type, shape, offsets[0], offsets[1], dataStart, dataLength);
    }

    /// <summary>Reads the object of metadata.</summary>
    /// <exception cref="FormatException">It contains another kind of value, or a key twice.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    internal static Dictionary<string, string> ReadTexts(ref Utf8JsonReader reader)
    {
        Expect(reader, JsonTokenType.StartObject, "an object");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (!texts.TryAdd(key, ReadText(ref reader))) throw new FormatException($"'{ShownText.Of(key)}' is there twice");
        }
        return texts;
    }

    private static SafetensorsInfo Check(string typeName, List<long> shape, long begin, long end, long dataStart, long dataLength)
    {
        ScalarType type = SafetensorsTypes.Find(typeName)
            ?? throw new FormatException($"its dtype is '{ShownText.Of(typeName)}'; supported: {SafetensorsTypes.Names}");
        if (begin > end || end > dataLength) throw new FormatException($"its data_offsets are [{begin}, {end}] in {dataLength} bytes of data");
        long bytes = SafetensorsTypes.Size(type);
        // Sizes of 0 are left out: libtorch does not support strides beyond 64 bits, even in an empty tensor.
        foreach (long size in shape) bytes = checked(bytes * Math.Max(size, 1));
        if (shape.Contains(0)) bytes = 0;
        if (bytes != end - begin)
        {
            throw new FormatException($"its shape [{string.Join(", ", shape)}] of {typeName} takes {bytes} bytes, its data_offsets give it {end - begin}");
        }
        return new(type, shape.AsReadOnly(), bytes) { Position = dataStart + begin };
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, int most)
    {
        Expect(reader, JsonTokenType.StartArray, "an array");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw new FormatException("sizes and offsets are whole numbers from 0 on");
            }
            if (numbers.Count == most) throw new FormatException($"there are more than {most} numbers");
            numbers.Add(number);
        }
        return numbers;
    }

    private static string ReadText(ref Utf8JsonReader reader)
    {
        Expect(reader, JsonTokenType.String, "a text");
        return reader.GetString()!;
    }

    private static void Expect(in Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type) throw new FormatException($"{what} was due, not {reader.TokenType}");
    }
}
