using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kif.Models;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>A recorded run of a reference implementation: settings, batches and everything that was noted step by step.</summary>
internal sealed partial class Trace : IDisposable
{
    private readonly SafetensorsFile values, tasks;
    private long width;

    public Trace(string kind, string name)
    {
        Folder = Path.Combine(Fixtures.Root, kind, name);
        Json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "trace.json"))).RootElement;
        Settings = Json.GetProperty("settings");
        values = SafetensorsFile.Open(Path.Combine(Folder, "trace.safetensors"));
        string beside = Path.Combine(Fixtures.Root, kind, "tasks.safetensors");
        tasks = File.Exists(beside) ? SafetensorsFile.Open(beside) : values;
        Tasks = [.. Enumerable.Range(1, Settings.GetProperty("tasks").GetInt32()).Select(task => Read($"task{task}"))];
    }

    public string Folder { get; }

    public JsonElement Json { get; }

    public JsonElement Settings { get; }

    /// <summary>Per task the examples in the order in which they were trained.</summary>
    public IReadOnlyList<IReadOnlyList<(Example Example, EncodedExample Encoded)>> Tasks { get; }

    public int Batch { get; private set; }

    public bool Adapters => Settings.TryGetProperty("r", out _);

    private bool Baseline => Json.TryGetProperty("baseline", out _);

    public IExampleEncoder Encoder => new TableEncoder(Tasks.SelectMany(t => t).ToDictionary(e => e.Example.Id, e => e.Encoded));

    public TrainingOptions Options()
    {
        int accumulation = Settings.TryGetProperty("accumulation", out JsonElement a) ? a.GetInt32() : 1;
        string schedule = Text("schedule"), clip = Text("clip");
        return new()
        {
            LearningRate = Settings.GetProperty("lr").GetDouble(), Epochs = 1, BatchSize = Batch * accumulation, MicroBatchSize = Batch,
            EqualMicroBatches = true, Order = ExampleOrder.AsGiven, ExactWarmup = true,
            Schedule = schedule.StartsWith("linear", StringComparison.Ordinal) ? LearningRateSchedule.Linear : LearningRateSchedule.Constant,
            WarmupSteps = WarmupSteps().Match(schedule) is { Success: true } m ? int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) : 0,
            // A baseline's "clip" is its own (SI's limit of importance); none of them clips gradients.
            ClipNorm = !Baseline && double.TryParse(clip, CultureInfo.InvariantCulture, out double limit) ? limit : null,
            DecayNorms = true,
            WeightDecay = Settings.TryGetProperty("weight_decay", out JsonElement d) ? d.GetDouble() : 0,
        };
    }

    /// <summary>The model of the run; where its adapter grows, each new one starts as recorded.</summary>
    /// <param name="spelled">The trace's name of a parameter; null where it is the space's.</param>
    /// <param name="start">The weights that an adapter starts from; null for those that the trace has.</param>
    public ILanguageModel Model(Func<string, string>? spelled = null, Func<ParameterSpace, Tensor>? start = null)
    {
        string folder = Path.Combine(Fixtures.Root, Text("base"));
        IBackbone backbone = PretrainedBackbones.Load(ModelFolder.Open(folder), dtype: ScalarType.Float64);
        if (!Adapters) return LanguageModel.WithAllWeights(backbone);
        LanguageModel model = LanguageModel.WithAdapters(backbone, new()
        {
            Rank = Settings.GetProperty("r").GetInt32(), Alpha = Alpha(), Dropout = 0,
            Targets = [.. Settings.GetProperty("targets").EnumerateArray().Select(t => t.GetString()!)],
        });
        return new FixedStart(model, start ?? (space => space.Generation == 0 ? Flat(space, "init.") : Flat(space, $"task{space.Generation + 1}.init.", spelled)), width);
    }

    /// <summary>The tensors of one prefix as a flat vector of the space.</summary>
    public Tensor Flat(ParameterSpace space, string prefix, Func<string, string>? spelled = null) =>
        torch.cat([.. space.Parameters.Select(p => this[prefix + (spelled?.Invoke(p.Name) ?? p.Name)].reshape(-1))]);

    public bool Has(string name) => values.Contains(name);

    public Tensor this[string name] => (values.Contains(name) ? values : tasks).Load(name);

    public double[] Numbers(int task, string list) =>
        Json.GetProperty($"task{task}").TryGetProperty(list, out JsonElement e) ? [.. e.EnumerateArray().Select(v => v.GetDouble())] : [];

    public string Text(string name) => Settings.TryGetProperty(name, out JsonElement e) ? e.ToString() : "";

    public void Dispose()
    {
        values.Dispose();
        tasks.Dispose();
    }

    /// <summary>LoRA's α. Some baselines have an "alpha" of their own, so it follows from the scaling where that is noted.</summary>
    private double Alpha() => Settings.TryGetProperty("scaling", out JsonElement scaling)
        ? scaling.GetDouble() * Settings.GetProperty("r").GetInt32()
        : Settings.GetProperty("alpha").GetDouble();

    /// <summary>The examples of one list of batches, named by its place, in order.</summary>
    public IReadOnlyList<(Example Example, EncodedExample Encoded)> Read(string prefix)
    {
        using Tensor ids = this[$"{prefix}.input_ids"], mask = this[$"{prefix}.attention_mask"], labels = this[$"{prefix}.labels"];
        (Batch, width) = ((int)ids.shape[1], ids.shape[2]);
        string name = prefix.Replace("task", "", StringComparison.Ordinal);
        long[] Row(Tensor t, int i) => t.flatten(0, 1)[i].data<long>().ToArray();
        EncodedExample Encoded(int i)
        {
            int[] source = [.. Row(ids, i).Zip(Row(mask, i)).Where(p => p.Second == 1).Select(p => (int)p.First)], wanted = [.. Row(labels, i).Select(l => (int)l)];
            // Decoder-only: labels lie beside the inputs, and the answer is what has some.
            int prompt = wanted.Length == source.Length ? wanted.TakeWhile(l => l == EncodedExample.IgnoreIndex).Count() : 0;
            return prompt == 0 ? new(source, wanted) : new(source[..prompt], wanted[prompt..]);
        }

        return [.. Enumerable.Range(0, (int)(ids.shape[0] * ids.shape[1])).Select(i => (new Example("", "", $"{name}/{i}"), Encoded(i)))];
    }

    [GeneratedRegex(@"(\d+) warm-up")]
    private static partial Regex WarmupSteps();
}
