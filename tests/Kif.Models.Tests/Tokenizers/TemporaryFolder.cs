namespace Kif.Models.Tests.Tokenizers;

/// <summary>A folder for one test, deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kif-").FullName;

    /// <summary>A new folder with some files of another.</summary>
    public static TemporaryFolder Copy(string from, params string[] names)
    {
        var folder = new TemporaryFolder();
        foreach (var name in names)
        {
            File.WriteAllBytes(System.IO.Path.Combine(folder.Path, name), File.ReadAllBytes(System.IO.Path.Combine(from, name)));
        }

        return folder;
    }

    public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(System.IO.Path.Combine(Path, name), bytes);

    /// <summary>Replaces a text that must stand in the file.</summary>
    public void Replace(string name, string old, string with)
    {
        var text = File.ReadAllText(System.IO.Path.Combine(Path, name));
        text.Should().Contain(old);
        Write(name, text.Replace(old, with));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
