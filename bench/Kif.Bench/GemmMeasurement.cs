namespace Kif.Bench;

internal sealed class GemmMeasurement : IMeasurement
{
    public string Line => "peak of square matrix products per precision, GFLOPS";

    public int Run(string[] args)
    {
        foreach (ScalarType dtype in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            Console.WriteLine($"{dtype,-10} {GemmPeak.Of(dtype):F1} GFLOPS, {torch.get_num_threads()} threads");
        return 0;
    }
}
