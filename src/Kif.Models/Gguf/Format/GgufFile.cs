using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Kif.Models;

/// <summary>
/// Writes GGUF files (version 3, little-endian), the format of llama.cpp: metadata, a table of tensors, and their numbers one after the other. One tensor is in
/// memory at a time.
/// </summary>
internal static class GgufFile
{
    private const int Version = 3, Alignment = 32, LongestName = 63, MostSizes = 4;

    private static readonly byte[] Magic = "GGUF"u8.ToArray();

    /// <summary>Writes a file. It appears complete or not at all; an existing GGUF file is replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="metadata">The metadata.</param>
    /// <param name="tensors">The tensors, in the file's order.</param>
    /// <param name="type">The type of matrices: Float32 or Float16.</param>
    /// <returns>The file's size in bytes.</returns>
    /// <exception cref="IOException">There is no such folder, another kind of file has that name, or it can't be written.</exception>
    /// <exception cref="InvalidDataException">A number is not finite, or too large for the type; the message names the tensor.</exception>
    public static long Write(string path, GgufMetadata metadata, IReadOnlyList<GgufTensor> tensors, ScalarType type = ScalarType.Float32)
    {
        CheckPlace(path);
        byte[] start = Start(metadata, tensors, type);
        long size = 0;
        AtomicFile.Write(path, stream =>
        {
            stream.Write(start);
            foreach (GgufTensor tensor in tensors)
            {
                WriteNumbers(stream, tensor, tensor.TypeIn(type));
                stream.Write(new byte[Padded(stream.Position) - stream.Position]);
            }
            size = stream.Position;
        });
        return size;
    }

    /// <summary>Rejects a place where no GGUF file may be written.</summary>
    /// <exception cref="IOException">There is no such folder, or another kind of file has that name.</exception>
    public static void CheckPlace(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw new IOException($"'{full}' is a folder; allowed: the name of a file, such as '{Path.Combine(full, "model.gguf")}'.");
        if (Path.GetDirectoryName(full) is not { } folder || !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{Path.GetDirectoryName(full)}' for '{Path.GetFileName(full)}'.");
        if (File.Exists(full) && !IsGguf(full))
            throw new IOException($"'{full}' is there and no GGUF file, so it is not replaced; allowed: a new name, or a GGUF file.");
    }

    private static bool IsGguf(string path)
    {
        using SafeFileHandle file = RegularFile.Open(path);
        byte[] start = new byte[Magic.Length];
        return RandomAccess.Read(file, start, 0) == start.Length && start.AsSpan().SequenceEqual(Magic);
    }

    /// <summary>Builds everything before the numbers, padded.</summary>
    private static byte[] Start(GgufMetadata metadata, IReadOnlyList<GgufTensor> tensors, ScalarType type)
    {
        var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)metadata.Count);
        metadata.Write(writer);
        var names = new HashSet<string>(StringComparer.Ordinal);
        long offset = 0;
        foreach (GgufTensor tensor in tensors)
        {
            if (!names.Add(tensor.Name)) throw new ArgumentException($"the tensor '{tensor.Name}' is there twice", nameof(tensors));
            if (Encoding.UTF8.GetByteCount(tensor.Name) > LongestName || tensor.Shape.Count > MostSizes)
                throw new InvalidDataException(
                    $"the tensor '{DisplayText.Of(tensor.Name)}' has {tensor.Shape.Count} sizes; allowed: {MostSizes}, and a name of {LongestName} bytes.");
            GgufMetadata.WriteText(writer, tensor.Name);
            writer.Write((uint)tensor.Shape.Count);
            foreach (long size in tensor.Shape.Reverse()) writer.Write((ulong)size);
            bool half = tensor.TypeIn(type) == ScalarType.Float16;
            writer.Write(half ? 1u : 0u);
            writer.Write((ulong)offset);
            offset += Padded(tensor.Elements * (half ? 2 : 4));
        }
        writer.Write(new byte[Padded(buffer.Length) - buffer.Length]);
        return buffer.ToArray();
    }

    private static void WriteNumbers(Stream stream, GgufTensor tensor, ScalarType type)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Tensor made = tensor.Make(), stored = made.to_type(type);
        string name = DisplayText.Of(tensor.Source ?? tensor.Name, 200);
        if (!made.shape.SequenceEqual(tensor.Shape))
            throw new InvalidDataException($"'{name}' has shape [{string.Join(", ", made.shape)}], wanted [{string.Join(", ", tensor.Shape)}].");
        if (!stored.isfinite().all().item<bool>())
            throw new InvalidDataException($"'{name}' has numbers that are not finite{(made.isfinite().all().item<bool>()
                ? $" in {type}: its largest is {made.abs().max().to_type(ScalarType.Float64).item<double>():g4}; write it with --type f32" : "")}.");
        TensorBytes.Write(stream, stored);
    }

    private static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;
}
