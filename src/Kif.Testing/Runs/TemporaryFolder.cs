namespace Kif.Testing;

/// <summary>A folder that is deleted when it is disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kif-conformance-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
