using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>The files of a run that is going on: its steps and events, which grow, and what it has kept after finished tasks.</summary>
internal sealed class GrowingFiles : IDisposable
{
    public const string Adapters = "adapters";

    private const string KeptFile = "kept.json";

    /// <summary>The files that grow.</summary>
    private static readonly string[] Streams = [RunFiles.Steps, RunFiles.Events];

    private readonly string folder;
    private readonly SortedDictionary<string, FileMark> kept;
    private readonly FileStream[] streams;
    private readonly StreamWriter steps, events;

    private GrowingFiles(string folder, SortedDictionary<string, FileMark> kept, bool append)
    {
        (this.folder, this.kept) = (folder, kept);
        streams = [.. Streams.Select(name => new FileStream(Path.Combine(folder, name), append ? FileMode.Append : FileMode.Create, FileAccess.Write,
            FileShare.ReadWrite | FileShare.Delete))];
        (steps, events) = (new(streams[0]) { AutoFlush = true, NewLine = "\n" }, new(streams[1]) { AutoFlush = true, NewLine = "\n" });
        if (!append) steps.WriteLine(StepsFile.Head);
    }

    /// <summary>Begins a run anew, in an empty folder.</summary>
    public static GrowingFiles Begin(string folder) => new(folder, new(StringComparer.Ordinal), append: false);

    /// <summary>Brings a run's files back to where they were at a checkpoint, and continues there.</summary>
    /// <exception cref="InvalidDataException">A file that was kept then is missing or was changed; the message names it.</exception>
    public static GrowingFiles Restore(string folder, FolderVersion checkpoint)
    {
        SortedDictionary<string, FileMark> kept = Kept(checkpoint);
        if (Fault(folder, kept) is { } fault) throw new InvalidDataException(fault);
        // What was kept or begun since comes again.
        foreach (string file in Directory.EnumerateFiles(folder)) File.Delete(file);
        foreach (string name in Streams) AtomicFile.Copy(checkpoint.File(name), Path.Combine(folder, name));
        string[] adapters = [.. kept.Keys.Select(name => name.Split('/')[1]).Distinct()];
        if (Directory.Exists(Path.Combine(folder, Adapters)))
            foreach (DirectoryInfo other in new DirectoryInfo(Path.Combine(folder, Adapters)).EnumerateDirectories().Where(d => !adapters.Contains(d.Name)))
                other.Delete(recursive: true);
        return new(folder, kept, append: true);
    }

    /// <summary>Returns why a run can't resume from its checkpoint; null if it can or has none.</summary>
    /// <param name="folder">The folder of the run.</param>
    public static string? CheckpointFault(string folder)
    {
        string checkpoint = Path.Combine(folder, RunFiles.Checkpoint);
        // Without a checkpoint, or killed in the first one, the run begins again.
        if (!LearnerFolder.Holds(checkpoint) && !LearnerFolder.HeldEarlier(checkpoint)) return null;
        try
        {
            return Fault(folder, Kept(LearnerFolder.Open(checkpoint)));
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    /// <summary>Writes the line of an event, and that of a step.</summary>
    public void Handle(RunEvent e)
    {
        events.WriteLine(EventLines.Write(e));
        if (e is StepFinished step) steps.WriteLine(StepsFile.Line(step));
    }

    /// <summary>Remembers the adapters that are in the folder now, but not weights as a whole, which are written again after each task.</summary>
    public void Keep()
    {
        string adapters = Path.Combine(folder, Adapters);
        if (!Directory.Exists(adapters)) return;
        foreach (string file in Directory.EnumerateFiles(adapters, "*", SearchOption.AllDirectories))
            if (Path.GetRelativePath(folder, file).Replace('\\', '/') is var name && !kept.ContainsKey(name)) kept.Add(name, FileMark.Of(file));
    }

    /// <summary>Checks that what was kept is still there.</summary>
    /// <exception cref="InvalidDataException">A file is missing or was changed; the message names it.</exception>
    public void Check()
    {
        if (Fault(folder, kept) is { } fault) throw new InvalidDataException($"{fault}, while the run was going on");
        if (streams.FirstOrDefault(s => !File.Exists(s.Name) || new FileInfo(s.Name).Length != s.Length) is { } other)
            throw new InvalidDataException($"{other.Name} was removed or replaced, while the run was going on");
    }

    /// <summary>Writes copies of the files, and what was kept, into a checkpoint.</summary>
    public void WriteTo(string checkpoint)
    {
        foreach (string name in Streams)
            AtomicFile.Write(Path.Combine(checkpoint, name), to =>
            {
                using FileStream from = new(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                from.CopyTo(to);
            });
        AtomicFile.Write(Path.Combine(checkpoint, KeptFile), JsonSerializer.SerializeToUtf8Bytes(kept, RunJson.Indented));
    }

    public void Dispose()
    {
        foreach (FileStream stream in streams) stream.Flush(flushToDisk: true);
        steps.Dispose();
        events.Dispose();
    }

    private static string? Fault(string folder, IReadOnlyDictionary<string, FileMark> kept) =>
        kept.Select(k => k.Value.Fault(Path.Combine(folder, k.Key))).OfType<string>().FirstOrDefault();

    private static SortedDictionary<string, FileMark> Kept(FolderVersion checkpoint) =>
        RunJson.Read<SortedDictionary<string, FileMark>>(checkpoint.File(KeptFile));
}
