using System.Text.Json;
using Kif.Tests;

namespace Kif.Models.Tests.Networks;

/// <summary>A model of the fixtures with the answers of the reference implementation.</summary>
internal sealed class KnownModel : IDisposable
{
    public KnownModel(string name, ScalarType dtype = ScalarType.Float32, string? expected = null, string kind = "models")
    {
        string folder = Path.Combine(Fixtures.Root, kind, name);
        Backbone = Load(folder, dtype, Notes);
        Inputs = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        Expected = expected is null ? Inputs : SafetensorsFile.Open(Path.Combine(expected, "expected.safetensors"));
    }

    public IBackbone Backbone { get; }

    /// <summary>What opening the folder tells.</summary>
    public List<string> Notes { get; } = [];

    public SafetensorsFile Inputs { get; }

    public SafetensorsFile Expected { get; }

    /// <summary>Loads a folder, unless it is of a family that Kif does not have.</summary>
    public static IBackbone Load(string folder, ScalarType dtype, ICollection<string> notes)
    {
        ModelFolder opened = ModelFolder.Open(folder);
        string type = opened.Config.String("model_type");
        if (!new KifCatalog().AddBackbones().ComponentsOf(ComponentKind.Backbone).Any(family => family.Name == type))
            Assert.Skip($"no backbone for model type '{type}'");
        return PretrainedBackbones.Load(opened, null, dtype, null, notes);
    }

    /// <summary>The batch that the answers belong to; without labels of its own it is a text whose every token is one.</summary>
    public TokenBatch Batch()
    {
        Tensor ids = Inputs.Load("input_ids"), labels = Find("labels") ?? ids.clone();
        Tensor counted = Backbone.LabelShift == 0 ? labels : labels.narrow(1, 1, labels.shape[1] - 1);
        return new(ids, Find("attention_mask") ?? torch.ones_like(ids), labels, counted.ne(-100).sum().item<long>()) { SegmentIds = Find("token_type_ids") };
    }

    /// <summary>The difference of a model's logits from the reference's; where padding has none, it is left out.</summary>
    public double LogitsOff(LanguageModel model, TokenBatch batch, Tensor weights)
    {
        Tensor logits = model.Logits(batch, weights);
        if (Backbone.Architecture != ModelArchitecture.EncoderDecoder) logits = logits.mul(batch.AttentionMask.unsqueeze(-1));
        return Closeness.Difference(logits, Expected.Load(Expected.Contains("logits_on_unpadded") ? "logits_on_unpadded" : "logits"));
    }

    /// <summary>The difference of a loss from the reference's, relative.</summary>
    public double LossOff(Tensor loss) => Math.Abs(loss.item<float>() / Expected.Load("loss").item<float>() - 1);

    /// <summary>The texts of a batch, as prompts.</summary>
    public EncodedExample[] Prompts(TokenBatch batch) => [.. Rows(batch.InputIds, batch.AttentionMask).Select((ids, row) => new EncodedExample(ids, [])
        { AnswerPositions = Backbone.Architecture == ModelArchitecture.MaskedEncoder ? Places(batch, row) : null })];

    /// <summary>
    /// The reference's answers up to their ends; null if it has none. Its rows have the start token or prompt in front and padding after the end; a masked
    /// model's have its places, and -1 behind them.
    /// </summary>
    public int[][]? Answers(TokenBatch batch)
    {
        if (!Expected.Contains("generated")) return null;
        Tensor generated = Expected.Load("generated");
        int front = Backbone.Architecture switch
        {
            ModelArchitecture.EncoderDecoder => 1,
            ModelArchitecture.DecoderOnly => (int)batch.InputIds.shape[1],
            _ => 0,
        };
        return [.. Enumerable.Range(0, (int)generated.shape[0]).Select(r =>
        {
            int[] ids = [.. generated[r].data<long>().ToArray().Skip(front).Where(i => i >= 0).Select(i => (int)i)];
            int end = Array.FindIndex(ids, i => Backbone.EndIds.Contains(i));
            return end < 0 ? ids : ids[..(end + 1)];
        })];
    }

    public static JsonElement Json(string folder, string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file))).RootElement;

    public void Dispose()
    {
        Inputs.Dispose();
        Expected.Dispose();
    }

    private Tensor? Find(string name) => Inputs.Contains(name) ? Inputs.Load(name) : null;

    private static int[] Places(TokenBatch batch, int row) => [.. batch.Labels[row].ne(-100).nonzero().view(-1).data<long>().ToArray().Select(i => (int)i)];

    private static int[][] Rows(Tensor ids, Tensor mask) => [.. Enumerable.Range(0, (int)ids.shape[0]).Select(r =>
        ids[r].masked_select(mask[r].to_type(ScalarType.Bool)).data<long>().ToArray().Select(i => (int)i).ToArray())];
}
