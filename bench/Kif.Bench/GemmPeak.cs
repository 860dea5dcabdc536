using System.Diagnostics;

namespace Kif.Bench;

/// <summary>The most that this machine's matrix products reach in a precision, against which a step's time can be read.</summary>
internal static class GemmPeak
{
    /// <summary>Best of some square products, in GFLOPS.</summary>
    public static double Of(ScalarType dtype, int size = 2048, int tries = 4)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        Tensor a = torch.randn(size, size).to(dtype), b = torch.randn(size, size).to(dtype);
        a.mm(b).Dispose();
        double best = double.MaxValue;
        for (int i = 0; i < tries; i++)
        {
            long start = Stopwatch.GetTimestamp();
            a.mm(b).Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * size * size * size / best / 1e9;
    }
}
