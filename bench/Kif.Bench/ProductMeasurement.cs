namespace Kif.Bench;

/// <summary>
/// Are this machine's matrix products right? Random shapes in a precision against float64: a wrong or crashing kernel has been seen in libraries of this kind.
/// </summary>
internal sealed class ProductMeasurement : IMeasurement
{
    private static readonly long[] Widths = [64, 128, 192, 256, 320, 384, 512, 576, 640, 768, 896, 960, 1024, 1280, 1536, 2048, 2304, 2560, 2816, 3072, 4096,
        5120, 8192, 11008, 32128];

    public string Line => "random matrix products against float64: --dtype --products highest|medium --cases --seed --threads";

    public int Run(string[] args)
    {
        var options = new Arguments(args, "dtype", "products", "cases", "seed", "threads");
        Machine.Prepare(options.Whole("threads", 2), options.Text("products", "highest"));
        ScalarType dtype = Machine.Type(options.Text("dtype", "bfloat16"));
        var random = new RandomStream((ulong)options.Whole("seed", 1));
        double worst = 0;
        int cases = options.Whole("cases", 60);
        for (int i = 0; i < cases; i++)
        {
            (long rows, long inputs, long outputs) = Pick(random);
            double error = Worst(rows, inputs, outputs, dtype);
            if (!(error < 1e-2)) Console.WriteLine($"WRONG: {rows} x {inputs} -> {outputs}: {error:E2}");
            worst = Math.Max(worst, double.IsNaN(error) ? double.PositiveInfinity : error);
        }
        Console.WriteLine($"{cases} shapes, 5 products each: largest relative error {worst:E2}");
        return worst < 1e-2 ? 0 : 1;
    }

    private static (long Rows, long Inputs, long Outputs) Pick(RandomStream random)
    {
        while (true)
        {
            (long Rows, long Inputs, long Outputs) shape = random.Next(4) == 0
                ? (1L << random.Next(12), 8L << random.Next(9), 8L << random.Next(10))
                : (1 + random.Next(random.Next(2) == 0 ? 100 : 1000), Widths[random.Next(Widths.Length)], Widths[random.Next(Widths.Length)]);
            if (shape.Rows * shape.Inputs * shape.Outputs < 2e9 && shape.Inputs * shape.Outputs < 4e7) return shape;
        }
    }

    /// <summary>Forward, both backward products of a linear map, and the two of attention.</summary>
    private static double Worst(long rows, long inputs, long outputs, ScalarType dtype)
    {
        using var scope = torch.NewDisposeScope();
        Tensor Draw(params long[] shape) => torch.randn(shape).to(dtype);
        (Tensor x, Tensor w, Tensor g) = (Draw(rows, inputs), Draw(outputs, inputs), Draw(rows, outputs));
        (Tensor q, Tensor k) = (Draw(1 + rows % 16, 1 + rows % 140, 64), Draw(1 + rows % 16, 1 + rows % 140, 64));
        Tensor bias = torch.zeros(q.shape[0], q.shape[1], q.shape[1], dtype: dtype), mixed = q.bmm(k.transpose(1, 2));
        return new[]
        {
            Error(torch.nn.functional.linear(x, w), x, w.t()), Error(g.mm(w), g, w), Error(g.t().mm(x), g.t(), x),
            Error(q.baddbmm(k.transpose(1, 2), bias, 1, 1), q, k.transpose(1, 2)), Error(mixed.bmm(k), mixed, k),
        }.Max();
    }

    private static double Error(Tensor got, Tensor a, Tensor b)
    {
        Tensor wanted = a.to_type(ScalarType.Float64).matmul(b.to_type(ScalarType.Float64));
        return (wanted - got).norm().ToDouble() / wanted.norm().ToDouble();
    }
}
