using System.Text.Json;

namespace Kif.Models;

/// <summary>
/// A safetensors file's header: the positions of its tensors. Reading is strict: anything that the reference reader rejects is rejected; fields that it
/// ignores are ignored.
/// </summary>
/// <param name="Tensors">By name.</param>
/// <param name="Metadata">The file's metadata.</param>
internal sealed record SafetensorsHeader(IReadOnlyDictionary<string, SafetensorsInfo> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The size of the header's length field, in front of the header, in bytes.</summary>
    internal const int LengthSize = 8;

    /// <summary>The longest accepted header, in bytes; the format's own limit.</summary>
    internal const int MaxLength = 100_000_000;

    /// <summary>The most tensors of one file; otherwise the longest header could require half a gigabyte of objects.</summary>
    internal const int MaxTensors = 500_000;

    /// <summary>The header's key that is not a tensor.</summary>
    internal const string MetadataKey = "__metadata__";

    /// <summary>The deepest nesting. The format itself has 3: the object of tensors, a tensor's object, an array in it; other fields may have more.</summary>
    private const int Depth = 64;

    /// <summary>Reads a header.</summary>
    /// <param name="json">Its bytes, without the length field.</param>
    /// <param name="dataLength">Bytes in the file after the header.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">The header violates the format; the message names file and tensor.</exception>
    internal static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string file)
    {
        if (json.IsEmpty || json[0] != '{') throw new InvalidDataException($"'{file}' is no safetensors file: its header does not begin with '{{'.");
        var tensors = new Dictionary<string, SafetensorsInfo>(StringComparer.Ordinal);
        Dictionary<string, string>? metadata = null;
        string at = "the header";
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Depth });
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                at = $"'{DisplayText.Of(name)}'";
                reader.Read();
                if (tensors.Count == MaxTensors) throw new FormatException($"there are more than {MaxTensors} tensors");
                bool added = name == MetadataKey
                    ? metadata is null && (metadata = reader.TokenType == JsonTokenType.Null ? [] : SafetensorsEntry.ReadTexts(ref reader)) is not null
                    : tensors.TryAdd(name, SafetensorsEntry.Read(ref reader, LengthSize + json.Length, dataLength));
                if (!added) throw new FormatException("the name is there twice");
            }
            at = "the header";
            while (reader.Read()) { } // nothing but white space may follow
            RefuseGaps(tensors, LengthSize + json.Length, dataLength, ref at);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            // InvalidOperationException: a text that is not UTF-8.
            throw new InvalidDataException($"'{file}' is a damaged safetensors file, at {at}: {DisplayText.Of(e.Message, 400)}", e);
        }
        return new(tensors, metadata ?? []);
    }

    /// <summary>Checks that the tensors' data are contiguous, without gaps or overlaps, up to the file's end.</summary>
    private static void RefuseGaps(Dictionary<string, SafetensorsInfo> tensors, long start, long dataLength, ref string at)
    {
        long end = start;
        foreach ((string name, SafetensorsInfo info) in tensors.OrderBy(t => t.Value.Position).ThenBy(t => t.Value.ByteCount))
        {
            at = $"'{DisplayText.Of(name)}'";
            if (info.Position != end) throw new FormatException($"its data begin at byte {info.Position - start}, where {end - start} was due");
            end += info.ByteCount;
        }
        at = "the end";
        if (end != start + dataLength) throw new FormatException($"the tensors fill {end - start} of {dataLength} bytes");
    }
}

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
                "dtype" or "shape" or "data_offsets" => false,
                // The reference reader ignores other fields.
                _ => reader.TrySkip(),
            };
            if (!known) throw new FormatException($"'{DisplayText.Of(key)}' is there twice");
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
            if (!texts.TryAdd(key, ReadText(ref reader))) throw new FormatException($"'{DisplayText.Of(key)}' is there twice");
        }
        return texts;
    }

    private static SafetensorsInfo Check(string typeName, List<long> shape, long begin, long end, long dataStart, long dataLength)
    {
        ScalarType type = SafetensorsTypes.Find(typeName)
            ?? throw new FormatException($"its dtype is '{DisplayText.Of(typeName)}'; supported: {SafetensorsTypes.Names}");
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

/// <summary>The supported element types.</summary>
internal static class SafetensorsTypes
{
    /// <summary>
    /// The types in the order of tensors in a file: larger elements first, so that every tensor's position is a multiple of its element size.
    /// </summary>
    private static readonly (string Name, ScalarType Type, int Size)[] Table =
    [
        ("I64", ScalarType.Int64, 8), ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("I32", ScalarType.Int32, 4),
        ("BF16", ScalarType.BFloat16, 2), ("F16", ScalarType.Float16, 2), ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1), ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>All names, for messages.</summary>
    internal static string Names { get; } = string.Join(", ", Table.Select(row => row.Name));

    internal static ScalarType? Find(string name) => Table.FirstOrDefault(row => row.Name == name) is { Size: > 0 } row ? row.Type : null;

    internal static string? Name(ScalarType type) => Array.Find(Table, row => row.Type == type).Name;

    /// <summary>Returns the bytes of one element.</summary>
    internal static int Size(ScalarType type) => Table[Rank(type)].Size;

    /// <summary>Returns the type's index in the order of a file; -1 if it is not supported.</summary>
    internal static int Rank(ScalarType type) => Array.FindIndex(Table, row => row.Type == type);
}
