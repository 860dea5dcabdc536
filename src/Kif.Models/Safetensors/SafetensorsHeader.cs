using System.Text.Json;

namespace Kif.Models.Safetensors;

/// <summary>A safetensors file's header: the positions of its tensors. Reading is strict: anything that the format does not allow is rejected.</summary>
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

    /// <summary>The nesting depth: the object of tensors, a tensor's object, an array in it.</summary>
    private const int Depth = 3;

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
                at = $"'{ShownText.Of(name)}'";
                reader.Read();
                if (tensors.Count == MaxTensors) throw new FormatException($"there are more than {MaxTensors} tensors");
                bool added = name == MetadataKey
                    ? metadata is null && (metadata = SafetensorsEntry.ReadTexts(ref reader)) is not null
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
            throw new InvalidDataException($"'{file}' is a damaged safetensors file, at {at}: {ShownText.Of(e.Message, 400)}", e);
        }
        return new(tensors, metadata ?? []);
    }

    /// <summary>Checks that the tensors' data are contiguous, without gaps or overlaps, up to the file's end.</summary>
    private static void RefuseGaps(Dictionary<string, SafetensorsInfo> tensors, long start, long dataLength, ref string at)
    {
        long end = start;
        foreach ((string name, SafetensorsInfo info) in tensors.OrderBy(t => t.Value.Position).ThenBy(t => t.Value.ByteCount))
        {
            at = $"'{ShownText.Of(name)}'";
            if (info.Position != end) throw new FormatException($"its data begin at byte {info.Position - start}, where {end - start} was due");
            end += info.ByteCount;
        }
        at = "the end";
        if (end != start + dataLength) throw new FormatException($"the tensors fill {end - start} of {dataLength} bytes");
    }
}
