using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Kif.Models.Safetensors;

/// <summary>
/// A file mapped into memory, once for each element type, each from the file's start. The mapping is private: what is written into
/// its tensors stays in memory. It lives as long as a tensor that lies in it.
/// </summary>
internal sealed class MappedTensors(SafeFileHandle file, string path, long length) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<ScalarType, Tensor> mappings = [];

    /// <summary>Whether such data can be mapped: they must lie on a multiple of the element's size.</summary>
    internal static bool CanMap(SafetensorsInfo info) => info.ByteCount > 0 && info.Position % SafetensorsTypes.Size(info.Type) == 0;

    /// <summary>A tensor that lies in the mapping. The caller disposes it.</summary>
    internal Tensor Map(SafetensorsInfo info)
    {
        int size = SafetensorsTypes.Size(info.Type);
        using Tensor flat = Mapping(info.Type, size).narrow(0, info.Position / size, info.ByteCount / size);
        return flat.view([.. info.Shape]);
    }

    /// <summary>Lets go of the mapping; tensors that lie in it stay valid.</summary>
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

    /// <summary>A path that leads to the opened file itself, even where another now has its name.</summary>
    private string Reopened() => $"/proc/self/fd/{file.DangerousGetHandle()}" is var own && OperatingSystem.IsLinux() && File.Exists(own) ? own : path;
}
