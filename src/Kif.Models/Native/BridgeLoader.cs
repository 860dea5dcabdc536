using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace Kif.Models.Native;

/// <summary>
/// Loads a copy of TorchSharp's native library that does not require GCC 13's libstdc++. The library requires that version because of
/// a single symbol that only marks a newer compiler; everything that it calls is in older versions too.
/// </summary>
internal static class BridgeLoader
{
    /// <summary>TorchSharp's native library: the bridge between its managed code and libtorch.</summary>
    internal const string Bridge = "libLibTorchSharp.so";

    /// <summary>The undefined symbols that only mark the compiler's version: no code calls them, no relocation names them.</summary>
    internal static readonly IReadOnlySet<string> Markers = new HashSet<string> { "_ZSt21ios_base_library_initv" };

    /// <summary>Loads a patched copy from the first usable one of <paramref name="cacheRoots"/>.</summary>
    /// <returns>The library's handle and the copy's path.</returns>
    /// <exception cref="DllNotFoundException">The library is missing, or fails for another reason, or no copy could be stored or loaded.</exception>
    [SupportedOSPlatform("linux")]
    internal static (IntPtr Handle, string Path) Load(LibtorchFolders folders, IEnumerable<string> cacheRoots)
    {
        string bridge = folders.Find(Bridge) ?? throw new DllNotFoundException($"no {Bridge} beside the program");
        folders.LoadFromVariable("libtorch_cpu.so");
        string reason;
        try { return (NativeLibrary.Load(bridge), bridge); }
        catch (DllNotFoundException e) { reason = LoadAdvice.Detail(e.Message); }
        if (!reason.Contains("GLIBCXX_", StringComparison.Ordinal)) throw new DllNotFoundException(reason);

        byte[] image = File.ReadAllBytes(bridge);
        string key = Convert.ToHexStringLower(SHA256.HashData(image))[..32];
        if (ElfVersions.Weaken(image, Markers) == 0) throw new DllNotFoundException(reason);
        folders.LoadLibtorch();

        var errors = new StringBuilder(reason);
        foreach (string root in cacheRoots)
        {
            try
            {
                string copy = NativeCache.Store(root, key, Bridge, image);
                return (NativeLibrary.Load(copy), copy);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException)
            {
                errors.Append(" / ").Append(LoadAdvice.Detail(e.Message));
            }
        }
        throw new DllNotFoundException(errors.ToString());
    }
}
