namespace Kif.Tests.Streams;

/// <summary>A data folder for one test, removed with it.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kif-tasks-").FullName;

    public DataFolder With(string file, string content) => With(file, System.Text.Encoding.UTF8.GetBytes(content));

    public DataFolder With(string file, byte[] content)
    {
        string path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
