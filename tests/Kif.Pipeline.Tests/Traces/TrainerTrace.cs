using System.Text.Json;
using Kif.Models;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>A recorded run of the Trainer of transformers: its arguments, and the rows, losses, norms, learning rates and weights of each task.</summary>
internal sealed class TrainerTrace : IDisposable
{
    private readonly JsonElement json;
    private readonly SafetensorsFile values;

    public TrainerTrace(string name)
    {
        string folder = Path.Combine(Fixtures.Root, "trainer", name);
        json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "trace.json"))).RootElement;
        string model = Path.Combine(folder, "..", "..", "models", json.GetProperty("base").GetString()!);
        Assert.SkipUnless(Directory.Exists(model), $"no model '{json.GetProperty("base")}' beside the trace");
        ModelFolder opened = ModelFolder.Open(model);
        string type = opened.Config.String("model_type");
        Assert.SkipUnless(new KifCatalog().AddBackbones().ComponentsOf(ComponentKind.Backbone).Any(f => f.Name == type), $"no family '{type}'");
        Arguments = new(json.GetProperty("settings"));
        Backbone = PretrainedBackbones.Load(opened, dtype: ScalarType.Float64);
        values = SafetensorsFile.Open(Path.Combine(folder, "trace.safetensors"));
        Tasks = [.. json.GetProperty("tasks").EnumerateArray().Select((task, i) => new TrainerTask(
            task, [.. Enumerable.Range(0, task.GetProperty("batches").GetInt32()).Select(b => Rows($"task{i}.batch{b}."))],
            Arguments.Epochs))];
    }

    public TrainerArguments Arguments { get; }

    public IReadOnlyList<TrainerTask> Tasks { get; }

    /// <summary>The version of transformers.</summary>
    public string Version => json.GetProperty("versions").GetProperty("transformers").GetString()!;

    public bool IsEncoderDecoder => Backbone.Architecture == ModelArchitecture.EncoderDecoder;

    /// <summary>Whether this Trainer adds up the means of a step's batches: that of transformers 5, for models that don't take the number of labels.</summary>
    public bool AddsUp => IsEncoderDecoder && int.Parse(Version.Split('.')[0], null) >= 5;

    private IBackbone Backbone { get; }

    /// <summary>The training options that the page on PEFT and Trainer names for these arguments.</summary>
    public TrainingOptions Options() => Arguments.Options(equalMicroBatches: IsEncoderDecoder);

    /// <summary>The model of the run, with its recorded initial weights.</summary>
    /// <param name="see">Receives the examples of every batch.</param>
    public ILanguageModel Model(Action<IReadOnlyList<EncodedExample>> see) =>
        new FixedStart(LanguageModel.WithAdapters(Backbone, Arguments.Lora), space => Flat(space, "init."), null, see);

    /// <summary>The weights of a prefix by the names of the space; null if the trace has none.</summary>
    public IReadOnlyDictionary<string, Tensor>? Weights(ParameterSpace space, string prefix) => values.Contains(prefix + space.Parameters[0].Name)
        ? space.Parameters.ToDictionary(p => p.Name, p => values.Load(prefix + p.Name))
        : null;

    public void Dispose() => values.Dispose();

    private Tensor Flat(ParameterSpace space, string prefix) => torch.cat([.. space.Parameters.Select(p => values.Load(prefix + p.Name).reshape(-1))]);

    private List<EncodedExample> Rows(string prefix)
    {
        using Tensor ids = values.Load(prefix + "input_ids"), mask = values.Load(prefix + "attention_mask"), labels = values.Load(prefix + "labels");
        return [.. Enumerable.Range(0, (int)ids.shape[0]).Select(i => Row(Numbers(ids, i), Numbers(mask, i), Numbers(labels, i)))];
    }

    private EncodedExample Row(int[] ids, int[] mask, int[] labels)
    {
        int[] text = [.. ids.Where((_, i) => mask[i] == 1)];
        int[] labeled = [.. labels.Where(l => l != EncodedExample.IgnoreIndex)];
        if (IsEncoderDecoder) return new(text, labeled);
        text[^labeled.Length..].Should().Equal(labeled, "labels are the end of a text");
        return new(text[..^labeled.Length], labeled);
    }

    private static int[] Numbers(Tensor rows, int i) => [.. rows[i].data<long>().ToArray().Select(n => (int)n)];
}
