using Kif.Models.Files;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Kif.Models.Safetensors;

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
