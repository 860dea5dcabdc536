using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Kif.Models.Safetensors;

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
