using Kif.Models;

namespace Kif.Fuzzing;

/// <summary>Tensors and safetensors files to start from.</summary>
internal static class SeedTensors
{
    /// <summary>Numbers that depend on nothing but <paramref name="seed"/>.</summary>
    public static Tensor Random(long[] shape, int seed)
    {
        var random = new Random(seed);
        return torch.tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)random.NextDouble() - 0.5f).ToArray(), shape);
    }

    /// <summary>The bytes of a file.</summary>
    public static byte[] File(IEnumerable<(string, Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        string path = Path.GetTempFileName();
        try
        {
            SafetensorsWriter.Write(path, tensors, metadata);
            return System.IO.File.ReadAllBytes(path);
        }
        finally { System.IO.File.Delete(path); }
    }

    /// <summary>A file with every type, an empty tensor, a single number and texts.</summary>
    public static byte[] Mixed()
    {
        using var scope = torch.NewDisposeScope();
        Tensor numbers = Random([2, 3], 1);
        return File(
            [
                ("a", numbers), ("b.c", torch.ones(1, ScalarType.Int64)), ("bool", torch.ones(5).to(ScalarType.Bool)),
                ("empty", torch.empty([0, 4], ScalarType.Float16)),
                ("half", numbers.to(ScalarType.BFloat16)), ("one", torch.tensor(2.5f)), ("double", numbers.to(ScalarType.Float64)),
                ("byte", torch.ones([1, 3, 1], ScalarType.Byte)),
            ],
            new Dictionary<string, string> { ["format"] = "pt", ["note"] = "é" });
    }

    /// <summary>The factors of an adapter on one module.</summary>
    public static byte[] Adapter(int rank)
    {
        using var scope = torch.NewDisposeScope();
        return File(new[] { "q", "v" }.SelectMany(module => new[]
        {
            ($"base_model.model.decoder.{module}.lora_A.weight", Random([rank, 3], 1)),
            ($"base_model.model.decoder.{module}.lora_B.weight", Random([4, rank], 2)),
        }));
    }
}
