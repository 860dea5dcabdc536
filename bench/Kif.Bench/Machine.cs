using Kif.Models;

namespace Kif.Bench;

/// <summary>The process and the machine under it.</summary>
internal static class Machine
{
    /// <summary>Threads and the precision of float32 matrix products.</summary>
    public static void Prepare(int threads, string products)
    {
        torch.set_num_threads(threads);
        if (products == "medium" && !MatmulPrecision.Set(true)) throw new ArgumentException("this libtorch has no setting for float32 products");
    }

    /// <summary>The element type of that name.</summary>
    public static ScalarType Type(string name) => name switch
    {
        "float32" => ScalarType.Float32,
        "float64" => ScalarType.Float64,
        "bfloat16" => ScalarType.BFloat16,
        "float16" => ScalarType.Float16,
        _ => throw new ArgumentException($"no element type is called '{name}'"),
    };

    /// <summary>The middle of some figures.</summary>
    public static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Most memory that the process has held, in MB.</summary>
    public static long PeakResidentMegabytes() => ProcessCost.Peak >> 20;
}
