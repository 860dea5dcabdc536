using System.Text.Json.Nodes;
using Kif.ML;
using Kif.Models;
using Microsoft.ML;

namespace Kif.Pipeline.Tests.MachineLearning;

/// <summary>A Hugging Face folder with a tiny untrained T5 and the embedded model's tokenizer, for fits of milliseconds, and rows to learn.</summary>
public sealed class TinyModel : IDisposable
{
    public TinyModel() => Write(Folder, 3);

    public string Root { get; } = Directory.CreateTempSubdirectory("kif-ml-").FullName;

    public string Folder => Path.Combine(Root, "tiny");

    public static ContinualLearningOptions Options => new()
    {
        Lora = new() { Rank = 4, Alpha = 16, Dropout = 0.1, Targets = ["q", "v", "o", "wi", "wo"] },
        Training = new() { LearningRate = 0.03, Epochs = 20, BatchSize = 4, WarmupSteps = 0 }, MaxNewTokens = 4, BatchSize = 4, Seed = 7,
    };

    public static Row[] Task(int task, int count = 8) =>
        [.. Enumerable.Range(0, count)
        .Select(i => new Row
        { Task = $"task{task}", Input = Words[(5 * task + i) % Words.Length] + " " + Words[i % 3], Target = Words[(task + i % 2) % Words.Length] })];

    public static IDataView Data(MLContext ml, params int[] tasks) => ml.Data.LoadFromEnumerable<Row>([.. tasks.SelectMany(t => Task(t))]);

    public static string[] Answers(MLContext ml, ITransformer model, IDataView data) =>
        [.. ml.Data.CreateEnumerable<Answered>(model.Transform(data), false).Select(a => a.Answer)];

    public static void Write(string folder, ulong seed)
    {
        Directory.CreateDirectory(folder);
        string source = EmbeddedModel.Folder();
        foreach (string file in new[] { "spiece.model", "tokenizer_config.json" })
            File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "config.json")))!;
        foreach ((string key, int value) in new[]
            { ("d_model", 16), ("d_kv", 8), ("d_ff", 24), ("num_layers", 1), ("num_decoder_layers", 1), ("num_heads", 2) }) config[key] = value;
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        var shape = new T5Config
            { VocabSize = (int)config["vocab_size"]!, HiddenSize = 16, HeadDim = 8, IntermediateSize = 24, EncoderLayers = 1, DecoderLayers = 1, Heads = 2 };
        using LanguageModel model = LanguageModel.WithAllWeights(T5Initializer.Create(shape, new(seed), torch.CPU));
        using Tensor weights = model.InitialWeights(new(1));
        model.Export(weights,
            all => SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), all.Select(w => (w.Key, w.Value)), new Dictionary<string, string>
                { ["format"] = "pt" }));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static readonly string[] Words = ["red", "blue", "inside", "outside", "now", "later", "good", "bad", "house", "garden", "yesterday"];

    public sealed class Row
    {
        public string Task { get; set; } = "";

        public string Input { get; set; } = "";

        public string Target { get; set; } = "";
    }

    public sealed class Answered
    {
        public string Answer { get; set; } = "";
    }
}
