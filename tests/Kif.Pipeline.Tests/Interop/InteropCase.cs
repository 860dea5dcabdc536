using System.Text.Json;
using Kif.Models;

namespace Kif.Pipeline.Tests.Interop;

/// <summary>A folder for tests/interop/check_peft.py: an adapter, the merged model, a batch, and what Kif computes on it.</summary>
internal static class InteropCase
{
    /// <summary>Writes everything; returns Kif's own logits of the model with the adapter, of the adapter read back, and of the merged folder.</summary>
    public static (Tensor Wanted, Tensor ReadBack, Tensor Merged) Write(string folder, string model, LanguageModel trained, Tensor weights, long shard)
    {
        ModelFolder source = ModelFolder.Open(model);
        bool masked = trained.Backbone.Architecture == ModelArchitecture.MaskedEncoder;
        using TokenBatch batch = Batch(trained, masked);
        Tensor wanted = trained.Logits(batch, weights);
        Directory.CreateDirectory(folder);
        trained.Export(weights, all => ModelFolderWriter.Write(source, all, Path.Combine(folder, "merged"), maxShardBytes: shard));
        SafetensorsWriter.Write(Path.Combine(folder, "kif.safetensors"), new Dictionary<string, Tensor>
        {
            ["input_ids"] = batch.InputIds, ["attention_mask"] = batch.AttentionMask, ["labels"] = batch.Labels, ["logits"] = wanted,
        });
        File.WriteAllText(Path.Combine(folder, "case.json"), JsonSerializer.Serialize(
            new { @base = source.Path, seq2seq = trained.Backbone.Architecture == ModelArchitecture.EncoderDecoder, masked }));

        using IBackbone backbone = PretrainedBackbones.Load(source);
        using PretrainedAdapter adapter = PretrainedAdapter.Read(Path.Combine(folder, "adapter"), backbone);
        using LanguageModel again = LanguageModel.FromAdapter(backbone, adapter, new() { KeepsBackbone = true });
        using var plain = LanguageModel.WithAllWeights(PretrainedBackbones.Load(ModelFolder.Open(Path.Combine(folder, "merged"))));
        return (wanted, again.Logits(batch, again.InitialWeights(new(1))), plain.Logits(batch, plain.InitialWeights(new(1))));
    }

    /// <summary>Writes a model without an adapter; returns how far the logits of the folder are from those of the model times a factor.</summary>
    public static double WriteAlone(
        string folder, string model, LanguageModel computed, Func<IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, Tensor>> change,
        double factor = 1)
    {
        ModelFolder source = ModelFolder.Open(model);
        bool masked = computed.Backbone.Architecture == ModelArchitecture.MaskedEncoder;
        using TokenBatch batch = Batch(computed, masked);
        Tensor weights = computed.InitialWeights(new(1)), wanted = computed.Logits(batch, weights) * factor;
        Directory.CreateDirectory(folder);
        computed.Export(weights, all => ModelFolderWriter.Write(source, change(all), Path.Combine(folder, "merged")));
        SafetensorsWriter.Write(Path.Combine(folder, "kif.safetensors"), new Dictionary<string, Tensor>
        {
            ["input_ids"] = batch.InputIds, ["attention_mask"] = batch.AttentionMask, ["labels"] = batch.Labels, ["logits"] = wanted,
        });
        File.WriteAllText(Path.Combine(folder, "case.json"), JsonSerializer.Serialize(
            new { @base = source.Path, seq2seq = computed.Backbone.Architecture == ModelArchitecture.EncoderDecoder, masked }));
        using var plain = LanguageModel.WithAllWeights(PretrainedBackbones.Load(ModelFolder.Open(Path.Combine(folder, "merged"))));
        Tensor mask = masked || computed.Backbone.LabelShift > 0 ? batch.AttentionMask.unsqueeze(-1) : torch.ones(1);
        return ((wanted - plain.Logits(batch, plain.InitialWeights(new(1)))) * mask).norm().item<float>() / (wanted * mask).norm().item<float>();
    }

    /// <summary>Writes the adapter as PEFT keeps it.</summary>
    public static void WriteAdapter(string folder, LanguageModel model, Tensor weights, string name) => PeftAdapterFile.Write(
        Path.Combine(folder, "adapter"), new PeftConfig
        {
            Lora = model.Lora!, BaseModel = name,
            TaskType = model.Backbone.Architecture switch
            {
                ModelArchitecture.EncoderDecoder => "SEQ_2_SEQ_LM", ModelArchitecture.DecoderOnly => "CAUSAL_LM", _ => null,
            },
        },
        model.Space.Parameters.ToDictionary(p => p.Name, p => model.Space.View(weights, p)));

    /// <summary>
    /// Writes an adapter of PEFT's beside the folder that merging makes of it; returns how far the merged folder's logits are from those of the model with the
    /// adapter.
    /// </summary>
    public static double WriteMerged(string folder, string model, string adapter, bool inPlace)
    {
        ModelFolder source = ModelFolder.Open(model);
        using AdaptedModel adapted = AdaptedModel.Load(source, adapter);
        using var computed = LanguageModel.WithAllWeights(adapted.Backbone, new() { KeepsBackbone = true });
        bool masked = computed.Backbone.Architecture == ModelArchitecture.MaskedEncoder;
        using TokenBatch batch = Batch(computed, masked);
        Tensor wanted = computed.Logits(batch, computed.InitialWeights(new(1)));
        MergeJob.Run(KifServices.BuiltIn(), new() { Model = model, Adapter = adapter, Out = Path.Combine(folder, "merged") });
        Directory.CreateDirectory(Path.Combine(folder, "adapter"));
        foreach (string file in Directory.GetFiles(adapter, "adapter_*")) File.Copy(file, Path.Combine(folder, "adapter", Path.GetFileName(file)), true);
        SafetensorsWriter.Write(Path.Combine(folder, "kif.safetensors"), new Dictionary<string, Tensor>
        {
            ["input_ids"] = batch.InputIds, ["attention_mask"] = batch.AttentionMask, ["labels"] = batch.Labels, ["logits"] = wanted,
        });
        File.WriteAllText(Path.Combine(folder, "case.json"), JsonSerializer.Serialize(new
        {
            @base = source.Path, masked, seq2seq = computed.Backbone.Architecture == ModelArchitecture.EncoderDecoder, in_place = inPlace,
            rows = adapted.Config.Int("vocab_size") == source.Config.Int("vocab_size") ? (int?)null : adapted.Config.Int("vocab_size"),
        }));
        using var plain = LanguageModel.WithAllWeights(PretrainedBackbones.Load(ModelFolder.Open(Path.Combine(folder, "merged"))));
        return (wanted - plain.Logits(batch, plain.InitialWeights(new(1)))).norm().item<float>() / wanted.norm().item<float>();
    }

    private static TokenBatch Batch(LanguageModel model, bool masked) => model.Collate(
        masked ? [.. Examples().Select(e => e with { AnswerPositions = [.. e.Target.Select((_, i) => i)] })] : Examples());

    private static EncodedExample[] Examples()
    {
        var random = new RandomStream(4);
        int[] Ids(int length) => [.. Enumerable.Range(0, length).Select(_ => 4 + random.Next(60))];
        return [.. Enumerable.Range(0, 4).Select(i => new EncodedExample(Ids(4 + 3 * i), Ids(2 + i)))];
    }
}
