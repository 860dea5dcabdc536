using System.Buffers.Binary;
using Kif.Models.Files;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Kif.Models.Safetensors;

/// <summary>
/// A safetensors file, open for reading. Opening reads and checks the header only; tensors lie in a private mapping of the file where
/// that is possible, so loading them costs next to nothing until they are used, and writing into them never changes the file. The
/// file must not be changed in place while it or a tensor from it is in use; replacing it, as <see cref="SafetensorsWriter"/> does, is fine.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly SafetensorsHeader header;
    private readonly SafeFileHandle handle;
    private readonly MappedTensors mapped;
    private bool disposed;

    private SafetensorsFile(string path, SafeFileHandle handle, SafetensorsHeader header)
    {
        (Path, this.handle, this.header) = (path, handle, header);
        Names = [.. header.Tensors.Keys.Order(StringComparer.Ordinal)];
        mapped = new(path, RandomAccess.GetLength(handle));
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The tensors' names, in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The file's free texts; empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not as the format wants it, or has an element type that is not supported.</exception>
    public static SafetensorsFile Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        SafeFileHandle handle = File.OpenHandle(path);
        try { return new(path, handle, ReadHeader(handle, path)); }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Contains(string name) => header.Tensors.ContainsKey(name);

    /// <summary>The stored type and shape of a tensor.</summary>
    /// <exception cref="KeyNotFoundException">The file has no such tensor; the message names the nearest.</exception>
    public SafetensorsInfo Info(string name) => header.Tensors.TryGetValue(name, out SafetensorsInfo? info)
        ? info
        : throw new KeyNotFoundException($"'{Path}' has no tensor '{name}'.{NearestName.Hint(name, Names)}");

    /// <summary>Loads a tensor. It stays valid after this file is disposed; the caller disposes it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="convert">The wanted type; null for the stored one.</param>
    /// <param name="device">The wanted device; null for the CPU.</param>
    /// <exception cref="KeyNotFoundException">The file has no such tensor; the message names the nearest.</exception>
    /// <exception cref="ObjectDisposedException">This file is disposed.</exception>
    /// <exception cref="EndOfStreamException">The file has become shorter since it was opened.</exception>
    public Tensor Load(string name, ScalarType? convert = null, Device? device = null)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        SafetensorsInfo info = Info(name);
        Tensor stored = info.Type == ScalarType.Bool ? LoadBool(info) : LoadStored(info);
        ScalarType type = convert ?? info.Type;
        Device target = device ?? CPU;
        if (type == info.Type && target.type == DeviceType.CPU) return stored;
        using (stored) return stored.to(type, target);
    }

    /// <summary>Closes the file. Loaded tensors stay valid.</summary>
    public void Dispose()
    {
        disposed = true;
        mapped.Dispose();
        handle.Dispose();
    }

    private static SafetensorsHeader ReadHeader(SafeFileHandle handle, string path)
    {
        long length = RandomAccess.GetLength(handle);
        Span<byte> start = stackalloc byte[SafetensorsHeader.LengthSize];
        if (length < start.Length) throw new InvalidDataException($"'{path}' is no safetensors file: it has {length} bytes.");
        TensorBytes.Fill(handle, start, 0);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(start);
        long rest = length - start.Length;
        if (size > SafetensorsHeader.MaxLength || (long)size > rest)
        {
            throw new InvalidDataException($"'{path}' is no safetensors file: it claims a header of {size} bytes and has {rest}; "
                + $"at most {SafetensorsHeader.MaxLength} are read.");
        }
        byte[] json = new byte[(int)size];
        TensorBytes.Fill(handle, json, start.Length);
        return SafetensorsHeader.Parse(json, rest - json.Length, path);
    }

    private Tensor LoadStored(SafetensorsInfo info) => MappedTensors.CanMap(info) ? mapped.Map(info) : TensorBytes.Read(handle, info);

    /// <summary>Any byte but 0 counts as true; libtorch itself must never see another than 0 and 1.</summary>
    private Tensor LoadBool(SafetensorsInfo info)
    {
        using Tensor bytes = LoadStored(info with { Type = ScalarType.Byte });
        using Scalar zero = 0;
        return bytes.ne(zero);
    }
}
