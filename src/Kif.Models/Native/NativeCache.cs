using System.Runtime.Versioning;

namespace Kif.Models.Native;

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

        string part = $"{target}.{Environment.ProcessId}.{Guid.NewGuid():n}";
        try
        {
            File.WriteAllBytes(part, content);
            File.SetUnixFileMode(part, Own);
            File.Move(part, target, overwrite: true);
        }
        finally { File.Delete(part); }
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
