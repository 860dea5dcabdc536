using Kif.Models;

namespace Kif.Fuzzing;

/// <summary>Writes GGUF files of damaged folders; a file that is written has the magic and version of the format.</summary>
internal static class ExportUse
{
    public static void Model(FuzzCase given)
    {
        ModelFolder folder = ModelFolder.Open(given.Folder);
        using var target = new TemporaryFolder();
        string path = Path.Combine(target.Path, "m.gguf");
        try
        {
            GgufExport.Model(folder, path);
            UnsoundException.Unless(File.ReadAllBytes(path).AsSpan().StartsWith("GGUF\u0003\0\0\0"u8), "what was written is no GGUF file");
        }
        catch (Exception e) when (e is not UnsoundException)
        {
            UnsoundException.Unless(!File.Exists(path), "a file was left behind");
            throw;
        }
    }
}
