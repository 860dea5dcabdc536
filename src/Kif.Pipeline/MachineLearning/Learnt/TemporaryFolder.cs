namespace Kif.Pipeline.MachineLearning.Learnt;

/// <summary>A folder that is deleted on disposal.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kif-model-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
