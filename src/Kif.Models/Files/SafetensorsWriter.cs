using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Kif.Models;

/// <summary>Writes safetensors files. Equal content gives equal files: tensors and metadata are written in a fixed order.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes tensors of any device and layout. The file appears complete or not at all; an existing one is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="tensors">Names and tensors; they are only read. Types: 64- to 8-bit integers, F64, F32, F16, BF16, bool.</param>
    /// <param name="metadata">Metadata; null for none.</param>
    /// <exception cref="ArgumentException">A name is duplicate or reserved, or a type is not supported.</exception>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        (string Name, Tensor Value)[] ordered = [.. tensors];
        Check(ordered);
        ordered = [.. ordered.OrderBy(t => SafetensorsTypes.Rank(t.Value.dtype)).ThenBy(t => t.Name, StringComparer.Ordinal)];
        byte[] start = Header(ordered, metadata ?? new Dictionary<string, string>());
        AtomicFile.Write(path, stream =>
        {
            stream.Write(start);
            foreach ((_, Tensor value) in ordered) TensorBytes.Write(stream, value);
        });
    }

    /// <inheritdoc cref="Write(string, IEnumerable{ValueTuple{string, Tensor}}, IReadOnlyDictionary{string, string}?)"/>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors) => Write(path, tensors.Select(t => (t.Key, t.Value)));

    private static void Check((string Name, Tensor Value)[] tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, Tensor value) in tensors)
        {
            if (name == SafetensorsHeader.MetadataKey) throw new ArgumentException($"No tensor may be called '{name}'.");
            if (!names.Add(name)) throw new ArgumentException($"The name '{name}' is there twice.");
            if (SafetensorsTypes.Name(value.dtype) is null)
            {
                throw new ArgumentException($"'{name}' is of type {value.dtype}; safetensors files keep {SafetensorsTypes.Names}.");
            }
        }
    }

    /// <summary>Builds the length field and the header, padded with spaces such that the data begin at a multiple of eight.</summary>
    private static byte[] Header((string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string text) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, text);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach ((string name, Tensor value) in tensors) WriteEntry(json, name, value, ref offset);
            json.WriteEndObject();
        }
        int length = (buffer.WrittenCount + Alignment - 1) / Alignment * Alignment;
        byte[] result = new byte[SafetensorsHeader.LengthSize + length];
        result.AsSpan(SafetensorsHeader.LengthSize).Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(result, length);
        buffer.WrittenSpan.CopyTo(result.AsSpan(SafetensorsHeader.LengthSize));
        return result;
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Tensor value, ref long offset)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", SafetensorsTypes.Name(value.dtype));
        json.WriteStartArray("shape");
        foreach (long size in value.shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset += value.numel() * SafetensorsTypes.Size(value.dtype));
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>Copies the bytes of tensors between memory and files, without a managed copy and in pieces that fit into a span.</summary>
internal static class TensorBytes
{
    private const long PieceBytes = 64 << 20;

    private delegate void Piece(Span<byte> bytes, long offset);

    /// <summary>Reads a new tensor on the CPU.</summary>
    /// <exception cref="EndOfStreamException">The file ends before the tensor does.</exception>
    internal static Tensor Read(SafeFileHandle file, SafetensorsInfo info, string path)
    {
        Tensor tensor = empty([.. info.Shape], info.Type);
        try { ForPieces(tensor, (bytes, offset) => RegularFile.Fill(file, bytes, info.Position + offset, path)); }
        catch
        {
            tensor.Dispose();
            throw;
        }
        return tensor;
    }

    /// <summary>Writes a tensor's elements in row-major order, from any device and layout.</summary>
    internal static void Write(Stream stream, Tensor tensor)
    {
        using Tensor detached = tensor.detach(), near = detached.cpu(), ordered = near.contiguous();
        ForPieces(ordered, (bytes, _) => stream.Write(bytes));
    }

    private static void ForPieces(Tensor tensor, Piece action)
    {
        using Tensor flat = tensor.view(-1);
        long size = SafetensorsTypes.Size(tensor.dtype), step = PieceBytes / size;
        for (long at = 0; at < flat.numel(); at += step)
        {
            using Tensor piece = flat.narrow(0, at, Math.Min(step, flat.numel() - at));
            action(piece.bytes, at * size);
        }
    }
}
