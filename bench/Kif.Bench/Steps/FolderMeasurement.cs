using System.Diagnostics;
using System.Text.Json;
using Kif.Models;

namespace Kif.Bench.Steps;

/// <summary>LoRA steps and a greedy answer of a model in a folder: time, share of the matrix-product peak, and memory beside the size of its weights.</summary>
internal sealed class FolderMeasurement : IMeasurement
{
    private const int Rank = 8, Labeled = 8;

    public string Line => "LoRA steps and an answer of a folder: --folder F --dtype bfloat16 --tokens 128 --batch 1 --repeats 3 --new-tokens 16 --checkpointing yes";

    public int Run(string[] args)
    {
        var options = new Arguments(args, "folder", "dtype", "tokens", "batch", "repeats", "new-tokens", "threads", "products", "checkpointing", "only");
        Machine.Prepare(options.Whole("threads", 2), options.Text("products", "highest"));
        ScalarType dtype = Machine.Type(options.Text("dtype", "bfloat16"));
        long opened = Stopwatch.GetTimestamp();
        ModelFolder folder = ModelFolder.Open(options.Text("folder", ""));
        using IBackbone backbone = PretrainedBackbones.Load(folder, null, dtype);
        using var model = LanguageModel.WithAdapters(
            backbone, new LoraSettings { Rank = Rank, Alpha = 2 * Rank }, new() { Checkpointing = options.Text("checkpointing", "yes") == "yes" });
        double loading = Stopwatch.GetElapsedTime(opened).TotalSeconds;
        long weights = backbone.Tensors.Sum(t => t.numel() * t.ElementSize);
        int vocabulary = (int)backbone.Weights[0].Shape[0], tokens = options.Whole("tokens", 128), batch = options.Whole("batch", 1);
        List<EncodedExample> examples = Examples(batch, tokens - Labeled, vocabulary);
        using Tensor factors = model.InitialWeights(new RandomStream(1)).DetachFromDisposeScope();
        string only = options.Text("only", "");
        (List<double> steps, List<double> peaks) = only == "answer" ? ([], []) : Steps(model, examples, factors, options.Whole("repeats", 3), dtype);
        double afterSteps = Machine.PeakResidentMegabytes();
        long started = Stopwatch.GetTimestamp();
        int produced = only == "step" ? 0 : model.Generate([examples[0]], factors, options.Whole("new-tokens", 16))[0].Length;
        double answer = Stopwatch.GetElapsedTime(started).TotalSeconds;
        // Forward, again where blocks are computed twice, and backward to the inputs; two operations each.
        double linear = backbone.Linears.Sum(l => (double)l.Inputs * l.Outputs), flops = 4 * batch * (tokens * linear + Labeled * (double)backbone.Weights[0].Length);
        double gigabytes = weights / 1e9, peak = Machine.PeakResidentMegabytes() * 1048576.0 / 1e9;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            parameters = backbone.Weights.Sum(w => w.Length), weights_gb = Math.Round(gigabytes, 3), load_s = Math.Round(loading, 2),
            step_ms = steps.Count > 0 ? Math.Round(Machine.Median(steps), 1) : 0, answer_s = Math.Round(answer, 2), produced,
            useful_gflop_per_step = Math.Round(flops / 1e9, 1), gemm_gflops_median = peaks.Count > 0 ? Math.Round(Machine.Median(peaks), 1) : 0,
            share_of_gemm_peak = steps.Count > 0 ? Math.Round(flops / 1e9 / (Machine.Median(steps) / 1e3) / Machine.Median(peaks), 3) : 0,
            peak_after_steps_mb = afterSteps, peak_resident_mb = Machine.PeakResidentMegabytes(), peak_over_weights = Math.Round(peak / gigabytes, 3),
        }));
        return 0;
    }

    private static (List<double> Steps, List<double> Peaks) Steps(
        LanguageModel model, IReadOnlyList<EncodedExample> examples, Tensor factors, int repeats, ScalarType dtype)
    {
        (List<double> steps, List<double> peaks) = ([], []);
        using var optimizer = new AdamW(model.Space, model.Device, new TrainingOptions());
        for (int i = 0; i <= repeats; i++)
        {
            if (i > 0) peaks.Add(GemmPeak.Of(dtype));
            using var scope = torch.NewDisposeScope();
            long started = Stopwatch.GetTimestamp();
            Tensor leaf = factors.detach().requires_grad_();
            using TokenBatch batch = model.Collate(examples);
            ForwardResult pass = model.Forward(batch, leaf);
            Tensor gradient = torch.autograd.grad([pass.Loss], [leaf])[0];
            double factor = Math.Min(1, 1 / (gradient.norm().ToDouble() + 1e-6));
            if (factor < 1) gradient.mul_(factor);
            optimizer.Step(factors, gradient, 3e-4, null);
            if (i > 0) steps.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return (steps, peaks);
    }

    private static List<EncodedExample> Examples(int count, int source, int vocabulary)
    {
        var random = new RandomStream(7);
        int[] Ids(int length) => [.. Enumerable.Range(0, length).Select(_ => 3 + random.Next(vocabulary - 3))];
        return [.. Enumerable.Range(0, count).Select(_ => new EncodedExample(Ids(source), Ids(Labeled)))];
    }
}
