using System.IO.Compression;
using Kif.Models;

namespace Kif;

/// <summary>A file below a folder of data.</summary>
/// <param name="Relative">The path below the folder, with slashes; a file in an archive continues the archive's name.</param>
/// <param name="File">The file.</param>
internal sealed record FoundFile(string Relative, DataFile File)
{
    /// <summary>The names of the folders above the file, below the folder of data.</summary>
    public IReadOnlyList<string> Folders => Relative.Split('/')[..^1];

    /// <summary>The path of the folder of the file, below the folder of data; empty for the folder itself.</summary>
    public string Folder => string.Join('/', Folders);

    /// <summary>Whether the file has rows by its name: a plain text has some only where there is nothing else.</summary>
    public bool IsTable => File.Format is not (null or TableFormat.Text);
}

/// <summary>
/// The files below a folder, in ordinal order: names with a leading dot, folders with two leading underscores, the card and descriptions of a data set are left
/// out; archives (.zip) are looked into. Links to folders are not followed.
/// </summary>
internal static class FolderScan
{
    private const int MaxDepth = 12, MostFiles = 100_000;

    private static readonly string[] Descriptions =
        ["README.md", "config.json", "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "experiment.schema.json"];

    /// <summary>Finds the files.</summary>
    /// <exception cref="InvalidDataException">There are too many, or an archive is damaged.</exception>
    public static FoundFile[] Of(string root)
    {
        var found = new List<FoundFile>();
        if (File.Exists(root)) AddArchive(root, Path.GetFileName(root), found);
        else Add(root, "", 0, found);
        return [.. found.OrderBy(f => f.Relative, StringComparer.Ordinal)];
    }

    /// <summary>Whether a name is that of an archive that is looked into.</summary>
    public static bool IsArchive(string name) => name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    private static void Add(string folder, string relative, int depth, List<FoundFile> found)
    {
        if (depth > MaxDepth) return;
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            string name = Path.GetFileName(path);
            if (name.StartsWith('.') || Descriptions.Contains(name)) continue;
            if (found.Count >= MostFiles)
                throw new InvalidDataException($"'{folder}' and the folders above have more than {MostFiles} files; name the folder of one data set");
            if (IsArchive(name)) AddArchive(path, relative + name, found);
            else found.Add(new(relative + name, DataFile.OnDisk(path)));
        }
        foreach (string path in Directory.EnumerateDirectories(folder))
        {
            string name = Path.GetFileName(path);
            if (name.StartsWith('.') || name.StartsWith("__", StringComparison.Ordinal) || new DirectoryInfo(path).LinkTarget is not null) continue;
            Add(path, $"{relative}{name}/", depth + 1, found);
        }
    }

    private static void AddArchive(string path, string relative, List<FoundFile> found)
    {
        try
        {
            using FileStream file = new(RegularFile.Open(path), FileAccess.Read);
            if (ZipDirectory.Fault(file) is { } fault) throw new InvalidDataException($"'{path}': {fault}");
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            long packed = 0;
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                string[] parts = entry.FullName.Split('/');
                if (entry.Name.Length == 0 || parts.Any(p => p is "" or "." or ".." || p.StartsWith('.') || p.StartsWith("__", StringComparison.Ordinal))
                    || Descriptions.Contains(entry.Name)) continue;
                if (found.Count >= MostFiles) throw new InvalidDataException($"'{path}' has more than {MostFiles} files");
                if ((packed += entry.CompressedLength) > file.Length || entry.CompressedLength < 0)
                    throw new InvalidDataException($"'{path}' has files that lie upon each other, so that a small archive would fill the memory");
                found.Add(new($"{relative}/{entry.FullName}", new($"{path}/{entry.FullName}", entry.Name) { Archive = path }));
            }
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith('\''))
        {
            throw new InvalidDataException($"'{path}' is no archive, or a damaged one: {DisplayText.Of(e.Message, 200)}");
        }
    }
}
