using System.Text.Json.Nodes;
using Kif.Tests;

namespace Kif.Models.Tests;

/// <summary>A copy of a known model with other settings.</summary>
internal static class ChangedModel
{
    /// <summary>Copies a model's folder.</summary>
    /// <param name="root">The folder to copy into.</param>
    /// <param name="name">The model.</param>
    /// <param name="changes">Settings and their values as JSON; null removes one.</param>
    public static ModelFolder Of(TemporaryFolder root, string name, params (string Setting, string? Json)[] changes)
    {
        string source = Path.Combine(Fixtures.Root, "models", name), to = root[name];
        Assert.SkipUnless(Directory.Exists(source), $"there is no model '{name}' here");
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(source).Where(file => !Path.GetFileName(file).StartsWith("expected", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        string config = Path.Combine(to, "config.json");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        JsonObject settings = JsonNode.Parse(File.ReadAllText(config))!.AsObject();
        foreach ((string setting, string? json) in changes)
            if (json is null) settings.Remove(setting);
            else settings[setting] = JsonNode.Parse(json);
        File.WriteAllText(config, settings.ToJsonString());
        return ModelFolder.Open(to);
    }
}
