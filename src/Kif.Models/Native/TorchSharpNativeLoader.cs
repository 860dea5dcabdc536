using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Kif.Models;

/// <summary>
/// Loads a copy of TorchSharp's native library that does not require GCC 13's libstdc++. The library requires that version because of
/// a single symbol that only marks a newer compiler; everything that it calls is in older versions too.
/// </summary>
internal static class TorchSharpNativeLoader
{
    /// <summary>TorchSharp's native library: the bridge between its managed code and libtorch.</summary>
    internal const string LibraryName = "libLibTorchSharp.so";

    /// <summary>The undefined symbols that only mark the compiler's version: no code calls them, no relocation names them.</summary>
    internal static readonly IReadOnlySet<string> Markers = new HashSet<string> { "_ZSt21ios_base_library_initv" };

    /// <summary>Loads a patched copy from the first usable one of <paramref name="cacheRoots"/>.</summary>
    /// <returns>The library's handle and the copy's path.</returns>
    /// <exception cref="DllNotFoundException">The library is missing, or fails for another reason, or no copy could be stored or loaded.</exception>
    [SupportedOSPlatform("linux")]
    internal static (IntPtr Handle, string Path) Load(LibtorchFolders folders, IEnumerable<string> cacheRoots)
    {
        string bridge = folders.Find(LibraryName) ?? throw new DllNotFoundException($"no {LibraryName} beside the program");
        folders.LoadFromVariable("libtorch_cpu.so");
        string reason;
        try { return (NativeLibrary.Load(bridge), bridge); }
        catch (DllNotFoundException e) { reason = NativeLoadMessage.Detail(e.Message); }
        if (!reason.Contains("GLIBCXX_", StringComparison.Ordinal)) throw new DllNotFoundException(reason);

        byte[] image = File.ReadAllBytes(bridge);
        string key = Sha256.Of(image)[..32];
        if (ElfVersions.Weaken(image, Markers) == 0) throw new DllNotFoundException(reason);
        folders.LoadLibtorch();

        var errors = new StringBuilder(reason);
        foreach (string root in cacheRoots)
        {
            try
            {
                string copy = NativeCache.Store(root, key, LibraryName, image);
                return (NativeLibrary.Load(copy), copy);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException)
            {
                errors.Append(" / ").Append(NativeLoadMessage.Detail(e.Message));
            }
        }
        throw new DllNotFoundException(errors.ToString());
    }
}

/// <summary>Builds messages about a libtorch that could not be loaded, with advice.</summary>
internal static class NativeLoadMessage
{
    /// <summary>Builds the message for a user of the program.</summary>
    /// <param name="reason">The loader's message; null if unknown.</param>
    internal static string Describe(string? reason)
    {
        string what = reason is null ? "" : ": " + (reason.StartsWith("failed: ", StringComparison.Ordinal) ? reason["failed: ".Length..] : reason);
        return $"libtorch could not be loaded{what}.{Environment.NewLine}What helps: {Advice(reason ?? "")}";
    }

    /// <summary>Joins a loader's message to one line, without the runtime's general first line.</summary>
    internal static string Detail(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join("; ", lines.Length > 1 ? lines[1..] : lines);
    }

    private static string Advice(string reason)
    {
        if (reason.Contains(LibtorchFolders.VariableName, StringComparison.Ordinal))
        {
            return $"let {LibtorchFolders.VariableName} name a folder with libtorch {LibtorchFolders.Version}, or unset it.";
        }
        if (reason.Contains("GLIBCXX_", StringComparison.Ordinal))
        {
            return "install the libstdc++ of GCC 13 or newer (Debian 13, Ubuntu 24.04 and newer have it), or let XDG_CACHE_HOME name a "
                + "folder that can be written and executed from, where Kif keeps a copy of TorchSharp's library that does without it.";
        }
        if (reason.Contains("GLIBC_", StringComparison.Ordinal))
        {
            return "a newer system: libtorch needs glibc 2.34 (Debian 12, Ubuntu 22.04, RHEL 9) or newer.";
        }
        return "build the program with -p:TorchBackend=cpu or -p:TorchBackend=cuda, which brings a libtorch along, or build it with "
            + $"-p:TorchBackend=none and let {LibtorchFolders.VariableName} name a folder that has libtorch {LibtorchFolders.Version} (that of "
            + "a Python install is torch/lib). On Linux its needs are glibc 2.34 and the libstdc++ of GCC 13.";
    }
}

/// <summary>A cache of patched native libraries: one folder for each original, readable by its owner only.</summary>
internal static class NativeCache
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Lists the folders for copies in order of preference: the user's cache folders, then the system's temporary one.</summary>
    internal static IEnumerable<string> DefaultRoots()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (Path.IsPathRooted(cache)) yield return Path.Combine(cache, "kif", "native");
        if (home.Length > 0) yield return Path.Combine(home, ".cache", "kif", "native");
        yield return Path.Combine(Path.GetTempPath(), "kif-native-" + Environment.UserName);
    }

    /// <summary>
    /// Writes <c>root/key/name</c> unless an equal file exists: the content is compared, not trusted. A rename makes the file
    /// appear complete even if several processes write it at once.
    /// </summary>
    /// <returns>The file's path.</returns>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable, or others could change its content.</exception>
    [SupportedOSPlatform("linux")]
    internal static string Store(string root, string key, string name, byte[] content)
    {
        Claim(root);
        string folder = Path.Combine(root, key), target = Path.Combine(folder, name);
        Claim(folder);
        if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(content)) return target;

        AtomicFile.Write(target, stream =>
        {
            stream.Write(content);
            File.SetUnixFileMode(stream.SafeFileHandle, Own);
        });
        return target;
    }

    /// <summary>
    /// Creates the folder, or accepts it if nobody else has access. In a shared temporary folder another user may have created it;
    /// one that is closed to others and still writable is our own.
    /// </summary>
    [SupportedOSPlatform("linux")]
    private static void Claim(string folder)
    {
        Directory.CreateDirectory(folder, Own);
        if ((File.GetUnixFileMode(folder) & ~Own) != 0) throw new UnauthorizedAccessException($"'{folder}' is open to other users");
    }
}
