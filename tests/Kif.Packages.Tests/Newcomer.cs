namespace Kif.Packages.Tests;

/// <summary>An empty folder, with the templates and the tool installed in it: made once for all tests.</summary>
public sealed class Newcomer : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("kif-newcomer-").FullName;

    /// <summary>The installed command.</summary>
    public string Kif => Path.Combine(Folder, "tools", "kif");

    public async ValueTask InitializeAsync()
    {
        await Shell.MustRunAsync(Folder, "dotnet", "new", "install", Path.Combine(Packed.Folder, $"Kif.Templates.{Packed.Version}.nupkg"),
            "--debug:custom-hive", Hive);
        await Shell.MustRunAsync(Folder, "dotnet", "tool", "install", "--tool-path", "tools", "--add-source", Packed.Folder, "Kif.Cli", "--version",
            Packed.Version);
    }

    /// <summary>Makes a project from a template; returns its folder.</summary>
    public async Task<string> NewAsync(string template, string name)
    {
        await Shell.MustRunAsync(Folder, "dotnet", "new", template, "-n", name, "-o", name, "--packages", Packed.Folder, "--no-update-check",
            "--debug:custom-hive", Hive);
        return Path.Combine(Folder, name);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private string Hive => Path.Combine(Folder, "hive");
}
