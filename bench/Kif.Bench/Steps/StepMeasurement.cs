using System.Diagnostics;
using System.Text.Json;

namespace Kif.Bench.Steps;

/// <summary>One training step, split as the reference splits it.</summary>
internal sealed class StepMeasurement : IMeasurement
{
    private static readonly string[] Parts = ["forward", "backward", "optimizer", "identification", "step"];

    public string Line => "a LoRA step: --model t5-small|smollm2-135m --dtype --dropout --importance none|first|mixed --batch --tokens 128, or --lengths 41,97,180 "
        + "--warm 3 --repeats 15 --threads";

    public int Run(string[] args)
    {
        var options = new Arguments(args, "model", "dtype", "dropout", "importance", "repeats", "threads", "products", "checkpointing", "batch", "tokens", "lengths", "warm");
        Machine.Prepare(options.Whole("threads", 2), options.Text("products", "highest"));
        string importance = options.Text("importance", "mixed");
        ScalarType dtype = Machine.Type(options.Text("dtype", "float32"));
        double dropout = options.Number("dropout", 0);
        string model = options.Text("model", "t5-small"), lengths = options.Text("lengths", "");
        IReadOnlyList<long> rows = lengths.Length > 0
            ? [.. lengths.Split(',').Select(l => long.Parse(l, System.Globalization.CultureInfo.InvariantCulture))]
            : Shape.Rows(options.Whole("batch", model == "t5-small" ? 8 : 4), options.Whole("tokens", 128));
        Shape shape = Shape.Of(model, dtype, dropout, options.Text("checkpointing", "no") == "yes", rows);
        SensitivityOrder? order = importance switch { "none" => null, "first" => SensitivityOrder.First, _ => SensitivityOrder.Mixed };
        (Dictionary<string, List<double>> times, List<double> peaks) = Measure(
            shape, order, options.Whole("warm", 3), options.Whole("repeats", 15), dtype);
        var result = new Dictionary<string, object>();
        foreach (string part in Parts) result[part] = new { median_ms = Math.Round(Machine.Median(times[part]), 2), min_ms = Math.Round(times[part].Min(), 2) };
        double peak = Machine.Median(peaks);
        result["useful_gflop_per_step"] = Math.Round(shape.Gigaflops, 2);
        result["gemm_gflops_median"] = Math.Round(peak, 1);
        result["share_of_gemm_peak"] = Math.Round(shape.Gigaflops / (Machine.Median(times["step"]) / 1e3) / peak, 3);
        result["peak_resident_mb"] = Machine.PeakResidentMegabytes();
        Console.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }

    private static (Dictionary<string, List<double>> Times, List<double> Peaks) Measure(
        Shape shape, SensitivityOrder? order, int warm, int repeats, ScalarType dtype)
    {
        var times = Parts.ToDictionary(p => p, _ => new List<double>());
        var peaks = new List<double>();
        var random = new RandomStream(1);
        using Tensor weights = shape.Model.InitialWeights(random.Derive("init")).DetachFromDisposeScope();
        using var optimizer = new AdamW(shape.Model.Space, shape.Model.Device, new TrainingOptions());
        IImportanceTracker? tracker = order is { } o ? new SensitivityTracker(o, new SensitivityOptions(), shape.Model.Space, shape.Model.Device) : null;
        RandomStream dropout = random.Derive("dropout");
        for (int i = 0; i < warm + repeats; i++)
        {
            if (i >= warm && (i - warm) % 3 == 0) peaks.Add(GemmPeak.Of(dtype));
            using var scope = torch.NewDisposeScope();
            long t0 = Stopwatch.GetTimestamp();
            Tensor leaf = weights.detach().requires_grad_();
            using TokenBatch batch = shape.Model.Collate(shape.Batch);
            ForwardResult pass = shape.Model.Forward(batch, leaf, new ForwardOptions(dropout));
            pass.Loss.ToDouble();
            long t1 = Stopwatch.GetTimestamp();
            Tensor gradient = torch.autograd.grad([pass.Loss], [leaf])[0];
            long t2 = Stopwatch.GetTimestamp();
            double factor = Math.Min(1, 1 / (gradient.norm().ToDouble() + 1e-6));
            if (factor < 1) gradient.mul_(factor);
            optimizer.Step(weights, gradient, LearningRates.At(i, 1000, 10, 3e-4, LearningRateSchedule.Linear), null);
            long t3 = Stopwatch.GetTimestamp();
            tracker?.Observe(new() { Position = new("task", 0, null, i + 1, 1000), Weights = weights, Gradients = gradient, ClippingFactor = factor });
            long t4 = Stopwatch.GetTimestamp();
            if (i < warm) continue;
            long[] marks = [t0, t1, t2, t3, t4];
            for (int p = 0; p < 4; p++) times[Parts[p]].Add(Stopwatch.GetElapsedTime(marks[p], marks[p + 1]).TotalMilliseconds);
            times["step"].Add(Stopwatch.GetElapsedTime(t0, t4).TotalMilliseconds);
        }
        return (times, peaks);
    }
}
