using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Kif.Models;

/// <summary>
/// A safetensors file, open for reading. Opening reads and checks the header only. Tensors of a file of 16 MiB or more are private memory
/// mappings of it if possible, so that loading them is almost free until they are used; writing into them never changes the file.
/// </summary>
/// <remarks>
/// Such a large file must not be changed in place while it or a tensor from it is in use: its length is checked at every load, but a process
/// that accesses a mapping beyond a file's end is killed by the system. Replacing it, as <see cref="SafetensorsWriter"/> does, is safe.
/// Smaller files are read, and one that became shorter is rejected.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const long MapFrom = 16 << 20;

    private readonly SafetensorsHeader header;
    private readonly SafeFileHandle handle;
    private readonly MappedTensors? mapped;
    private readonly long length;
    private bool disposed;

    private SafetensorsFile(string path, SafeFileHandle handle, SafetensorsHeader header, long length, long mapFrom)
    {
        (Path, this.handle, this.header, this.length) = (path, handle, header, length);
        Names = [.. header.Tensors.Keys.Order(StringComparer.Ordinal)];
        mapped = length >= mapFrom ? new(handle, path, length) : null;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The tensors' names, in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The file's metadata; empty if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a regular file, violates the format, or has an unsupported element type.</exception>
    public static SafetensorsFile Open(string path) => Open(path, MapFrom);

    /// <summary>Same as <see cref="Open(string)"/>, with another limit.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapFrom">The size in bytes from which the file is mapped instead of read.</param>
    internal static SafetensorsFile Open(string path, long mapFrom)
    {
        path = System.IO.Path.GetFullPath(path);
        SafeFileHandle handle = RegularFile.Open(path);
        try
        {
            long length = RandomAccess.GetLength(handle);
            return new(path, handle, ReadHeader(handle, path, length), length, mapFrom);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Contains(string name) => header.Tensors.ContainsKey(name);

    /// <summary>Returns the stored type and shape of a tensor.</summary>
    /// <exception cref="KeyNotFoundException">The file has no such tensor; the message names the nearest.</exception>
    internal SafetensorsInfo Info(string name) => header.Tensors.TryGetValue(name, out SafetensorsInfo? info)
        ? info
        : throw new KeyNotFoundException($"'{Path}' has no tensor '{DisplayText.Of(name)}'.{NearestName.Hint(name, Names)}");

    /// <summary>Loads a tensor. It stays valid after this file is disposed; the caller disposes it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="convert">The type to convert to; null for the stored one.</param>
    /// <param name="device">The device to load it on; null for the CPU.</param>
    /// <exception cref="KeyNotFoundException">The file has no such tensor; the message names the nearest.</exception>
    /// <exception cref="ObjectDisposedException">This file is disposed.</exception>
    /// <exception cref="EndOfStreamException">The file has become shorter since it was opened.</exception>
    /// <exception cref="InvalidDataException">The tensor does not fit into memory, or libtorch rejects it.</exception>
    public Tensor Load(string name, ScalarType? convert = null, Device? device = null)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        SafetensorsInfo info = Info(name);
        if (RandomAccess.GetLength(handle) < length) throw RegularFile.Shrunk(Path);
        try { return Load(info, convert ?? info.Type, device ?? CPU); }
        catch (ExternalException e)
        {
            string reason = e.Message.Split('\n')[0];
            throw new InvalidDataException($"'{Path}': '{DisplayText.Of(name)}' of {info.ByteCount} bytes cannot be loaded: {DisplayText.Of(reason, 200)}", e);
        }
    }

    /// <summary>Closes the file. Loaded tensors stay valid.</summary>
    public void Dispose()
    {
        disposed = true;
        mapped?.Dispose();
        handle.Dispose();
    }

    private static SafetensorsHeader ReadHeader(SafeFileHandle handle, string path, long length)
    {
        Span<byte> start = stackalloc byte[SafetensorsHeader.LengthSize];
        if (length < start.Length) throw new InvalidDataException($"'{path}' is no safetensors file: it has {length} bytes.");
        RegularFile.Fill(handle, start, 0, path);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(start);
        long rest = length - start.Length;
        if (size > SafetensorsHeader.MaxLength || (long)size > rest)
        {
            throw new InvalidDataException($"'{path}' is no safetensors file: it claims a header of {size} bytes and has {rest}; "
                + $"at most {SafetensorsHeader.MaxLength} are read.");
        }
        byte[] json = new byte[(int)size];
        RegularFile.Fill(handle, json, start.Length, path);
        return SafetensorsHeader.Parse(json, rest - json.Length, path);
    }

    private Tensor Load(SafetensorsInfo info, ScalarType type, Device target)
    {
        Tensor stored = info.Type == ScalarType.Bool ? LoadBool(info) : LoadStored(info);
        if (type == info.Type && target.type == DeviceType.CPU) return stored;
        using (stored) return stored.to(type, target);
    }

    private Tensor LoadStored(SafetensorsInfo info) =>
        mapped is not null && MappedTensors.CanMap(info) ? mapped.Map(info) : TensorBytes.Read(handle, info, Path);

    /// <summary>Loads Booleans: any byte but 0 is true, since libtorch must never get bytes other than 0 and 1.</summary>
    private Tensor LoadBool(SafetensorsInfo info)
    {
        using Tensor bytes = LoadStored(info with { Type = ScalarType.Byte });
        using Scalar zero = 0;
        return bytes.ne(zero);
    }
}

/// <summary>The header data of one tensor in a safetensors file.</summary>
/// <param name="Type">The stored type.</param>
/// <param name="Shape">The shape; empty for a single number.</param>
/// <param name="ByteCount">The size of its data in bytes.</param>
internal sealed record SafetensorsInfo(ScalarType Type, IReadOnlyList<long> Shape, long ByteCount)
{
    /// <summary>The position of the data, in bytes from the start of the file.</summary>
    internal long Position { get; init; }
}

/// <summary>
/// A file mapped into memory from its start, once for each element type. The mapping is private: writing into its tensors does not change the
/// file. It lives as long as any of its tensors.
/// </summary>
internal sealed class MappedTensors(SafeFileHandle file, string path, long length) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<ScalarType, Tensor> mappings = [];

    /// <summary>Whether such data can be mapped: their position must be a multiple of the element size.</summary>
    internal static bool CanMap(SafetensorsInfo info) => info.ByteCount > 0 && info.Position % SafetensorsTypes.Size(info.Type) == 0;

    /// <summary>Returns a tensor in the mapping. The caller disposes it.</summary>
    internal Tensor Map(SafetensorsInfo info)
    {
        int size = SafetensorsTypes.Size(info.Type);
        using Tensor flat = Mapping(info.Type, size).narrow(0, info.Position / size, info.ByteCount / size);
        return flat.view([.. info.Shape]);
    }

    /// <summary>Releases the mapping; its tensors stay valid.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (Tensor mapping in mappings.Values) mapping.Dispose();
            mappings.Clear();
        }
    }

    private Tensor Mapping(ScalarType type, int size)
    {
        lock (gate)
        {
            if (!mappings.TryGetValue(type, out Tensor? mapping))
            {
                mapping = from_file(Reopened(), shared: false, length / size, type).DetachFromDisposeScope();
                mappings.Add(type, mapping);
            }
            return mapping;
        }
    }

    /// <summary>Returns a path to the opened file itself, even if another file has its name by now.</summary>
    private string Reopened() => $"/proc/self/fd/{file.DangerousGetHandle()}" is var own && OperatingSystem.IsLinux() && File.Exists(own) ? own : path;
}
