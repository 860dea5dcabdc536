using System.Buffers.Binary;
using System.Text.Json;
using Kif.Models.Backbones;
using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>A plain reader of safetensors files, so that the models' tests do not lean on the code of the library.</summary>
internal sealed class StoredTensors : IWeightSource
{
    private readonly Dictionary<string, (string File, string Type, long[] Shape, long Start)> entries = [];
    private readonly HashSet<string> taken = [];

    public StoredTensors(params string[] files)
    {
        foreach (string file in files)
        {
            using FileStream stream = File.OpenRead(file);
            byte[] length = new byte[8];
            stream.ReadExactly(length);
            byte[] header = new byte[BinaryPrimitives.ReadInt64LittleEndian(length)];
            stream.ReadExactly(header);
            foreach (JsonProperty p in JsonDocument.Parse(header).RootElement.EnumerateObject().Where(p => p.Name != "__metadata__"))
                entries[p.Name] = (file, p.Value.GetProperty("dtype").GetString()!, [.. p.Value.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())],
                    8 + header.Length + p.Value.GetProperty("data_offsets")[0].GetInt64());
        }
    }

    public static StoredTensors OfModel(string name) =>
        new(Directory.GetFiles(Path.Combine(Fixtures.Root, "models", name), "model*.safetensors"));

    public IEnumerable<string> Names => entries.Keys;

    public Tensor this[string name]
    {
        get
        {
            (string file, string type, long[] shape, long start) = entries[name];
            ScalarType dtype = type switch
            {
                "F64" => ScalarType.Float64,
                "F32" => ScalarType.Float32,
                "F16" => ScalarType.Float16,
                "BF16" => ScalarType.BFloat16,
                "I64" => ScalarType.Int64,
                _ => throw new NotSupportedException(type),
            };
            Tensor result = torch.empty(shape, dtype: dtype);
            using FileStream stream = File.OpenRead(file);
            stream.Position = start;
            stream.ReadExactly(result.bytes);
            return result;
        }
    }

    public bool Contains(string name) => entries.ContainsKey(name);

    public Tensor Take(string name, params long[] shape)
    {
        if (!entries.TryGetValue(name, out var entry)) throw new InvalidDataException($"no weight is named '{name}'");
        if (!entry.Shape.SequenceEqual(shape)) throw new InvalidDataException($"'{name}' is not [{string.Join(", ", shape)}]");
        taken.Add(name);
        return this[name];
    }

    public void AssertAllTaken(Func<string, bool>? mayRemain = null)
    {
        if (entries.Keys.FirstOrDefault(n => !taken.Contains(n) && mayRemain?.Invoke(n) != true) is { } left)
            throw new InvalidDataException($"nobody took '{left}'");
    }
}
