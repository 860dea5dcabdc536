using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif;

/// <summary>
/// A folder whose content is replaced as a whole. Each content is a folder of its own (<c>v1</c>, <c>v2</c>, …); one small file, replaced atomically, names the
/// current one with the length and SHA-256 of each of its files. So everything in it appears together or not at all, and what is read is what was written.
/// Readers need no lock: a content never changes, and one that is replaced stays while somebody says that it is being read (<see cref="VersionLease"/>).
/// </summary>
internal static class VersionedFolder
{
    /// <summary>How many contents in a row may be replaced and removed while they are read, before reading fails.</summary>
    private const int Attempts = 100;

    /// <summary>The error of a network file system for a file that was replaced on the server (ESTALE).</summary>
    private const int Stale = 116;

    private static readonly JsonSerializerOptions Json = new()
        { WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true };

    /// <summary>Writes a content and makes it the current one; the earlier one is removed when nobody reads it. Other files are not touched.</summary>
    /// <param name="folder">The folder; created if missing.</param>
    /// <param name="pointer">The name of the file that names the current content.</param>
    /// <param name="format">The number of the content's format.</param>
    /// <param name="fill">Writes the files, through <see cref="AtomicFile"/>, into the folder of the given path.</param>
    /// <param name="claim">The writer's right to the folder; null to take it for this moment.</param>
    /// <returns>A mark of the content, as of <see cref="MarkOf"/>.</returns>
    /// <exception cref="IOException">Somebody else is the folder's writer; the message names it.</exception>
    public static string Write(string folder, string pointer, int format, Action<string> fill, FolderClaim? claim = null)
    {
        AtomicFolder.Create(folder);
        using FileStream? alone = claim is null ? FolderClaim.ForAMoment(folder, pointer) : null;
        string version = Name(1 + Versions(folder).Select(Number).DefaultIfEmpty(0).Max()), path = Path.Combine(folder, version);
        AtomicFolder.Write(path, fill);
        SortedDictionary<string, FileMark> files = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            files.Add(Path.GetRelativePath(path, file).Replace('\\', '/'), FileMark.Of(file));
        string named = Path.Combine(folder, pointer);
        byte[] content = FileLimits.Checked(named, SealedJson.Write(new FolderPointer(format, version, KifVersion.Current, files), Json),
            FileLimits.Description);
        claim?.Check();
        AtomicFile.Write(named, content);
        Clean(folder, pointer, version);
        return Sha256.Of(content);
    }

    /// <summary>Returns what tells the current content from any other one; null if there is none.</summary>
    public static string? MarkOf(string folder, string pointer)
    {
        try
        {
            return Sha256.Of(Bytes(Path.Combine(folder, pointer)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes what writers that were killed, and readers that are gone, have left; only for who may write.</summary>
    public static void Clean(string folder, string pointer)
    {
        string? current = null;
        try
        {
            current = Read(Path.Combine(folder, pointer), null, "").Version;
        }
        catch (InvalidDataException)
        {
            // Which content would be the current one is not known, so all of them stay.
        }
        Clean(folder, pointer, current);
    }

    /// <summary>
    /// Reads the current content as a whole, beside writers: it was the current one at some moment of the call. A content that is replaced and removed
    /// meanwhile, which can happen only where nobody sees that it is read, is dropped and the next one read.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pointer">The name of the file that names the current content.</param>
    /// <param name="format">The only format that is read.</param>
    /// <param name="what">What the content is, for messages, e.g. <c>learner</c>.</param>
    /// <param name="read">Reads everything that is wanted; may be called again. Nothing of the files may be used after it.</param>
    /// <exception cref="InvalidDataException">There is none, or a file of it is missing or was changed; the message names it.</exception>
    public static T Read<T>(string folder, string pointer, int format, string what, Func<FolderVersion, T> read)
    {
        string file = Path.Combine(folder, pointer);
        for (int attempt = 1;; attempt++)
        {
            FolderPointer current = Read(file, format, what);
            using var lease = VersionLease.Take(folder, pointer, current.Version);
            // From here on a writer that replaces the content sees the lease, unless it has replaced it already.
            if (attempt < Attempts && Read(file, format, what).Version != current.Version) continue;
            try
            {
                FolderVersion version = new(Path.Combine(folder, current.Version), current);
                return version.Fault() is { } fault ? throw new InvalidDataException(fault) : read(version);
            }
            catch (Exception e) when (e is IOException or InvalidDataException && attempt < Attempts && Read(file, format, what).Version != current.Version)
            {
            }
        }
    }

    /// <summary>Whether the folder has a current content, of this or of an older format.</summary>
    public static bool Holds(string folder, string pointer) => File.Exists(Path.Combine(folder, pointer));

    /// <summary>Whether contents were written that replaced earlier ones, so that there was a current one before.</summary>
    public static bool HeldEarlier(string folder) => Directory.Exists(folder) && Versions(folder).Any(v => Number(v) > 1);

    /// <summary>Finds the current content and checks every file of it against its hash.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="pointer">The name of the file that names the current content.</param>
    /// <param name="format">The only format that is read.</param>
    /// <param name="what">What the content is, for messages, e.g. <c>learner</c>.</param>
    /// <exception cref="InvalidDataException">There is none, or a file of it is missing or was changed; the message names it.</exception>
    public static FolderVersion Open(string folder, string pointer, int format, string what)
    {
        string file = Path.Combine(folder, pointer);
        for (FolderPointer? before = null;;)
        {
            FolderPointer current = Read(file, format, what);
            FolderVersion version = new(Path.Combine(folder, current.Version), current);
            if (version.Fault() is not { } fault) return version;
            // A writer may have replaced it and removed its files since.
            if (current.Version == before?.Version) throw new InvalidDataException(fault);
            before = current;
        }
    }

    private static FolderPointer Read(string file, int? format, string what)
    {
        try
        {
            byte[] content = Bytes(file);
            if (format is { } only) FileFormat.Check(file, content, only);
            SealedJson.Check(file, content);
            FolderPointer read = JsonSerializer.Deserialize<FolderPointer>(content, Json) ?? throw new JsonException("it is null");
            if (Number(read.Version) == 0 || read.Files.Keys.Any(f => SafePath.Below("", f) is null)) throw new JsonException("it names other folders");
            return read with { Mark = Sha256.Of(content) };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{file} is missing: the folder holds no saved {what}, or was not written to its end", e);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} describes no {what}: {JsonPlace.Describe(e)}", e);
        }
    }

    /// <summary>Reads a file that is replaced by renaming.</summary>
    /// <exception cref="InvalidDataException">It is larger than any that is written, or no regular file.</exception>
    private static byte[] Bytes(string file)
    {
        if (FileKind.Other(file) is { } kind) throw new InvalidDataException($"'{file}' is {kind}; a file is needed.");
        for (int attempt = 1;; attempt++)
            try
            {
                using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                if (stream.Length > FileLimits.Description)
                    throw new InvalidDataException($"'{file}' has {stream.Length} bytes; at most {FileLimits.Description} are read.");
                byte[] content = new byte[stream.Length];
                stream.ReadExactly(content);
                return content;
            }
            catch (IOException e) when (e.HResult == Stale && attempt < Attempts)
            {
                // Replaced on the server after it was opened; the next opening finds the new one.
            }
    }

    /// <summary>Removes earlier contents that nobody reads and remnants of writers that were killed; what can't be removed stays until the next time.</summary>
    private static void Clean(string folder, string pointer, string? current)
    {
        IReadOnlySet<string> read = VersionLease.Read(folder, pointer);
        if (current is not null)
            foreach (string old in Versions(folder).Where(v => v != current && !read.Contains(v)).ToArray())
                Try(() => Directory.Move(Path.Combine(folder, old), AtomicFolder.PartOf(Path.Combine(Path.GetFullPath(folder), old))));
        foreach (string part in Directory.EnumerateDirectories(folder, ".v*.part").ToArray()) Try(() => Directory.Delete(part, recursive: true));
        foreach (string part in Directory.EnumerateFiles(folder, $".{pointer}.*.part").ToArray()) Try(() => File.Delete(part));
    }

    private static void Try(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static IEnumerable<string> Versions(string folder) => Directory.EnumerateDirectories(folder, "v*").Select(Path.GetFileName).OfType<string>()
        .Where(v => Number(v) > 0);

    private static string Name(int number) => "v" + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the number of a content's name; 0 if it is no such name.</summary>
    private static int Number(string version) => version.StartsWith('v')
        && int.TryParse(version.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && version == Name(number) ? number : 0;
}

/// <summary>The current content of a folder, checked.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Pointer">What was written of it.</param>
internal sealed record FolderVersion(string Path, FolderPointer Pointer)
{
    /// <summary>Returns the path of a file.</summary>
    /// <exception cref="InvalidDataException">It was not saved.</exception>
    public string File(string name) => Pointer.Files.ContainsKey(name)
        ? System.IO.Path.Combine(Path, name) : throw new InvalidDataException($"{Path} has no {name}: it was saved for something else");

    /// <summary>Returns what is wrong with the first file that is missing or was changed; null if there is none.</summary>
    public string? Fault()
    {
        foreach ((string name, FileMark mark) in Pointer.Files)
            if (mark.Fault(System.IO.Path.Combine(Path, name)) is { } fault) return fault;
        return null;
    }
}

/// <summary>What names the current content of a folder.</summary>
/// <param name="Format">Number of the content's format.</param>
/// <param name="Version">Name of its folder.</param>
/// <param name="Kif">The version of Kif that wrote it.</param>
/// <param name="Files">Its files by their path below that folder.</param>
internal sealed record FolderPointer(int Format, string Version, string Kif, IReadOnlyDictionary<string, FileMark> Files)
{
    /// <summary>What tells the content from any other one: the SHA-256 of this file.</summary>
    [JsonIgnore]
    public string Mark { get; init; } = "";
}

/// <summary>A file's length in bytes and its SHA-256, by which it is recognized.</summary>
internal sealed record FileMark(long Bytes, string Sha256)
{
    /// <summary>Measures a file.</summary>
    public static FileMark Of(string file) => new(new FileInfo(file).Length, FileHash.Of(file));

    /// <summary>Returns in what way a file is not this one, with its name; null if it is.</summary>
    public string? Fault(string file)
    {
        try
        {
            FileInfo info = new(file);
            if (!info.Exists) return $"{file} is missing";
            if (info.Length != Bytes)
                return string.Create(CultureInfo.InvariantCulture, $"{file} was changed: it has {info.Length} bytes, as written it had {Bytes}");
            return FileHash.Of(file) is var now && now != Sha256
                ? $"{file} was changed: its hash is {now[..12]}…, as written it was {DisplayText.Of(Sha256, 12)}" : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"{file} is missing";
        }
    }
}
