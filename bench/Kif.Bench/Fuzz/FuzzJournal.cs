using System.Text;
using Kif.Fuzzing;
using Microsoft.Win32.SafeHandles;

namespace Kif.Bench.Fuzz;

/// <summary>A folder for findings, and in it a note of the case that runs: what is left when a case kills the process.</summary>
internal sealed class FuzzJournal : IDisposable
{
    private readonly string folder, running;
    private readonly SafeFileHandle handle;

    public FuzzJournal(string folder)
    {
        this.folder = folder;
        running = Path.Combine(Directory.CreateDirectory(folder).FullName, "running.txt");
        if (File.Exists(running)) Console.WriteLine($"the process before this one ended in the midst of: {File.ReadAllText(running).Trim()}");
        handle = File.OpenHandle(running, FileMode.Create, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Notes the case that begins.</summary>
    public void Begin(FuzzTarget target, int seed, long number) =>
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes($"--seed {seed} --target {target.Name} --case {number}".PadRight(100) + "\n"), 0);

    /// <summary>Saves the files of a case and what was found.</summary>
    public void Save(FuzzTarget target, int seed, long number, FuzzCase given, string finding)
    {
        string own = Path.Combine(folder, $"{target.Name}-{seed}-{number}");
        foreach ((string name, byte[] content) in given.Files)
        {
            string path = Path.Combine(own, "files", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(own).FullName, "finding.txt"),
            $"--seed {seed} --target {target.Name} --case {number}\n{finding}\n");
    }

    public void Dispose()
    {
        handle.Dispose();
        File.Delete(running);
    }
}
