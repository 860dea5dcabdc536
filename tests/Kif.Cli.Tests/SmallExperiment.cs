namespace Kif.Cli.Tests;

/// <summary>A comparison of four runs, done once, that tests look at and copy.</summary>
public sealed class SmallExperiment : IAsyncLifetime
{
    internal static readonly string[] Asked = ["--order", "mood,topic", "--strategies", "seq-lora,kif-lora", "--seed", "1,2", "--train-limit", "16",
        "--test-limit", "4", "--epochs", "1", "--unseen", "rival", "--evaluate-every", "1"];

    private readonly string root = Directory.CreateTempSubdirectory("kif-experiment-").FullName;

    /// <summary>Its output folder; not to be changed.</summary>
    public string Folder => Path.Combine(root, "one by one");

    public async ValueTask InitializeAsync()
    {
        (int code, _, string error) = await Tool.RunAsync(["compare", .. Asked, "--parallel", "1", "--out", Folder]);
        if (code != 0) throw new InvalidOperationException(error);
    }

    /// <summary>A copy that a test may change.</summary>
    public string Copy()
    {
        string copy = Fresh();
        foreach (string file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            string own = Path.Combine(copy, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(own)!);
            File.Copy(file, own);
        }
        return copy;
    }

    /// <summary>A folder that is not there yet.</summary>
    public string Fresh() => Path.Combine(root, Guid.NewGuid().ToString("N"));

    /// <summary>The bytes of every file of the runs that no clock has a part in, by path.</summary>
    public static Dictionary<string, byte[]> Bits(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(f => (Name: Path.GetRelativePath(folder, f), File: f))
            .Where(f => f.Name.Contains("seed-") && !f.Name.StartsWith(".locks") && Path.GetFileName(f.Name) is not ("result.json" or "events.jsonl"))
        .OrderBy(f => f.Name, StringComparer.Ordinal).ToDictionary(f => f.Name, f => File.ReadAllBytes(f.File));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
