using System.Text.Json;
using Kif.Models.Safetensors;

namespace Kif.Pipeline.State;

/// <summary>The two files of a saved state, opened.</summary>
internal sealed class StateFiles : IDisposable
{
    public const string TensorFile = "state.safetensors", ValueFile = "state.json";

    public StateFiles(string path)
    {
        Path = path;
        string tensors = System.IO.Path.Combine(path, TensorFile), values = System.IO.Path.Combine(path, ValueFile);
        if (!File.Exists(values)) throw new InvalidDataException($"{path} holds no saved state: {ValueFile} is missing");
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(values));
            Values = json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"{values} is not an object of values: {e.Message}", e);
        }
        Tensors = File.Exists(tensors) ? SafetensorsFile.Open(tensors) : null;
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, JsonElement> Values { get; }

    public SafetensorsFile? Tensors { get; }

    public void Dispose() => Tensors?.Dispose();
}
