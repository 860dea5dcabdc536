using Kif.Models;
using Kif.Tests;

namespace Kif.Gguf.Tests;

/// <summary>Files that Kif writes, computed by llama.cpp: what it gives is what PEFT and transformers give, or the file is refused.</summary>
public sealed class RuntimeTests(LlamaHost llama) : IClassFixture<LlamaHost>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-gguf-").FullName;

    public static TheoryData<string> Cases => [.. Fixtures.Folders("gguf")];

    public static TheoryData<string> Models => [.. Fixtures.Folders("models")];

    public static TheoryData<string> Adapters => [.. Fixtures.Folders("adapters").Where(a => KnownAdapter.Find(a) is not null)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_base_with_an_adapter_answers_as_peft(string name)
    {
        string at = Path.Combine(Fixtures.Root, "gguf", name);
        ModelFolder model = ModelFolder.Open(Path.Combine(at, "base"));
        GgufExport.Model(model, Of("base"));
        GgufExport.Adapter(model, Path.Combine(at, "adapter"), Of("adapter"));
        GgufExport.Model(model, Of("merged"), Path.Combine(at, "adapter"));
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(at, "expected.safetensors"));
        int[] ids = Numbers(expected, "input_ids");
        float[] wanted = Floats(expected, "logits");
        double limit = Limit(model);
        Assert.InRange(Distance(wanted, llama.Logits(Of("base"), Of("adapter"), ids)), 0, limit);
        Assert.InRange(Distance(wanted, llama.Logits(Of("merged"), null, ids)), 0, limit);
    }

    /// <summary>Up to the context length in the file.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_computes_as_in_kif_or_is_refused(string name)
    {
        ModelFolder model = ModelFolder.Open(Path.Combine(Fixtures.Root, "models", name));
        if (!Written(() => GgufExport.Model(model, Of("model")))) return;
        using IBackbone backbone = PretrainedBackbones.Load(model);
        using LanguageModel computed = LanguageModel.WithAllWeights(backbone);
        int length = Math.Min(20, GgufSummary.ContextLength(Of("model")));
        int some = (int)Math.Min(90, backbone.Weights[0].Shape[0] - 3);
        int[] ids = [.. Enumerable.Range(0, length).Select(i => 3 + (i * 37 + 11) % some)];
        bool two = backbone.Architecture == ModelArchitecture.EncoderDecoder;
        int[] answer = ids[^(two ? 6 : 1)..];
        using TokenBatch batch = computed.Collate([new EncodedExample(two ? ids : ids[..^1], answer)]);
        using Tensor weights = computed.InitialWeights(new RandomStream(1)), logits = computed.Logits(batch, weights);
        float[] given = llama.Logits(Of("model"), null, ids, two ? [0, .. answer[..^1]] : null);
        Assert.InRange(Distance(Floats(logits), given), 0, Limit(model));
    }

    /// <summary>Adapters of all forms that PEFT has.</summary>
    [Theory]
    [MemberData(nameof(Adapters))]
    public void An_adapter_answers_as_peft_or_is_refused(string name)
    {
        KnownAdapter known = KnownAdapter.Find(name)!;
        bool alone = Written(() => GgufExport.Adapter(known.Model, known.Folder, Of("adapter"))) && Written(() => GgufExport.Model(known.Model, Of("base")));
        bool merged = Written(() => GgufExport.Model(known.Model, Of("merged"), known.Folder));
        if (known.IsIgnoredByPeft) return;
        double limit = Limit(known.Model);
        if (alone) Assert.InRange(Distance(known.Logits, llama.Logits(Of("base"), Of("adapter"), known.Ids, known.Decoder)), 0, limit);
        if (merged) Assert.InRange(Distance(known.Logits, llama.Logits(Of("merged"), null, known.Ids, known.Decoder)), 0, limit);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    internal static float[] Floats(SafetensorsFile file, string name)
    {
        using Tensor tensor = file.Load(name, ScalarType.Float32);
        return Floats(tensor);
    }

    internal static int[] Numbers(SafetensorsFile file, string name, int row = 0)
    {
        using Tensor tensor = file.Load(name, ScalarType.Int64);
        return [.. tensor[row].data<long>().Select(id => (int)id)];
    }

    private static float[] Floats(Tensor tensor)
    {
        using Tensor flat = tensor.detach().to_type(ScalarType.Float32).reshape(-1).contiguous();
        return flat.data<float>().ToArray();
    }

    /// <summary>The relative distance that is allowed: llama.cpp reads GELU from a table of half precision, which Gemma, GPT-2 and gated T5 use.</summary>
    private static double Limit(ModelFolder model) => model.Config.String("model_type") is "gemma2" or "gemma3_text" or "gpt2"
        || model.Config.String("feed_forward_proj", "")!.StartsWith("gated-", StringComparison.Ordinal) ? 4e-3 : 1e-5;

    private static bool Written(Action write)
    {
        try { write(); }
        catch (InvalidDataException) { return false; }
        return true;
    }

    private static double Distance(float[] wanted, float[] given)
    {
        Assert.Equal(wanted.Length, given.Length);
        return Math.Sqrt(wanted.Zip(given, (a, b) => ((double)a - b) * ((double)a - b)).Sum() / wanted.Sum(a => (double)a * a));
    }

    private string Of(string name) => Path.Combine(folder, name + ".gguf");
}
