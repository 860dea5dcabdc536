using System.Text.Json;

namespace Kif;

/// <summary>
/// The sign that a content of a <see cref="VersionedFolder"/> is being read, as a file beside it: writers remove no content with one. Where it can't be
/// written (a read-only mount), or a writer does not see it in time (the cache of a network file system), the content may vanish while it is read, which the
/// reader notices.
/// </summary>
internal sealed class VersionLease : IDisposable
{
    /// <summary>When a reader on another host, of which nothing else is known, counts as gone.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly string? file;

    private VersionLease(string? file) => this.file = file;

    /// <summary>Says that a content is being read, until disposal.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pointer">The name of the file that names the current content.</param>
    /// <param name="version">The name of the content's folder.</param>
    public static VersionLease Take(string folder, string pointer, string version)
    {
        string file = Path.Combine(Path.GetFullPath(folder), $"{Prefix(pointer)}{version}.{Guid.NewGuid():n}.reader");
        try
        {
            using FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
            stream.Write(JsonSerializer.SerializeToUtf8Bytes(RunOwner.ThisProcess(file), JsonSerializerOptions.Web));
            return new(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null);
        }
    }

    /// <summary>Returns the contents that are being read, and removes the signs of readers that are gone.</summary>
    public static IReadOnlySet<string> Read(string folder, string pointer)
    {
        HashSet<string> versions = new(StringComparer.Ordinal);
        // The time of the server, which also writes those of the signs.
        DateTime now = File.GetLastWriteTimeUtc(Path.Combine(folder, pointer));
        foreach (string file in Directory.EnumerateFiles(folder, $"{Prefix(pointer)}v*.reader").ToArray())
        {
            if (IsAlive(file, now))
            {
                versions.Add(Path.GetFileName(file)[Prefix(pointer).Length..].Split('.')[0]);
                continue;
            }
            try
            {
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
        return versions;
    }

    /// <summary>Says that the content is no longer read.</summary>
    public void Dispose()
    {
        try
        {
            if (file is not null) File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A writer removes it once this process is gone.
        }
    }

    private static string Prefix(string pointer) => $".{Path.GetFileNameWithoutExtension(pointer)}.";

    private static bool IsAlive(string file, DateTime now)
    {
        // One that is empty or half written is new, or its reader was killed in that instant.
        RunOwner? reader = RunOwner.Read(file);
        // On this machine, one of another place is that of a folder from which this one was copied; on others the place may have another name.
        return reader?.Host == Environment.MachineName
            ? reader.Place == Path.GetFullPath(file) && reader.IsRunning() : now - File.GetLastWriteTimeUtc(file) < Longest;
    }
}
