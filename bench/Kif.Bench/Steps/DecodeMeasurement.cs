using System.Diagnostics;
using System.Text.Json;

namespace Kif.Bench.Steps;

/// <summary>Batched greedy decoding: 32 prompts, 16 new tokens each.</summary>
internal sealed class DecodeMeasurement : IMeasurement
{
    public string Line => "greedy decoding of 32 prompts: --new-tokens 16 --model t5-small|smollm2-135m --dtype --repeats --threads";

    public int Run(string[] args)
    {
        var options = new Arguments(args, "model", "dtype", "repeats", "threads", "products", "new-tokens");
        int newTokens = options.Whole("new-tokens", 16);
        Machine.Prepare(options.Whole("threads", 2), options.Text("products", "highest"));
        Shape shape = Shape.Of(options.Text("model", "t5-small"), Machine.Type(options.Text("dtype", "float32")), 0, false);
        using Tensor weights = shape.Model.InitialWeights(new RandomStream(1)).DetachFromDisposeScope();
        var times = new List<double>();
        int produced = 0;
        for (int i = 0; i <= options.Whole("repeats", 4); i++)
        {
            long start = Stopwatch.GetTimestamp();
            produced = shape.Model.Generate(shape.Prompts, weights, newTokens).Sum(p => p.Length);
            if (i > 0) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        double median = Machine.Median(times);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            median_ms = Math.Round(median, 1), min_ms = Math.Round(times.Min(), 1), new_tokens_per_second = Math.Round(produced / median * 1e3, 1), produced,
            peak_resident_mb = Machine.PeakResidentMegabytes(),
        }));
        return 0;
    }
}
