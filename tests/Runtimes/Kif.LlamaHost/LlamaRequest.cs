using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using LLama.Native;

namespace Kif.LlamaHost;

/// <summary>
/// A request: <c>model</c>, a file; <c>adapter</c>, a file or null; and <c>ids</c> (for encoder–decoder models also <c>decoder</c>), answered by the
/// <c>logits</c> of every position, or <c>texts</c>, answered by their <c>tokens</c>.
/// </summary>
internal static class LlamaRequest
{
    private const uint Context = 256;

    public static JsonObject Answer(JsonObject request)
    {
        using SafeLlamaModelHandle model = SafeLlamaModelHandle.LoadFromFile((string)request["model"]!, LLamaModelParams.Default());
        if (request["texts"] is JsonArray texts) return Tokens(model, texts);
        LLamaContextParams settings = LLamaContextParams.Default();
        // Exact: the cache in single precision, no fused attention, whole windows.
        (settings.n_ctx, settings.n_batch, settings.n_ubatch, settings.swa_full) = (Context, Context, Context, true);
        (settings.type_k, settings.type_v, settings.llama_flash_attn_type) =
            (GGMLType.GGML_TYPE_F32, GGMLType.GGML_TYPE_F32, LLamaFlashAttentionType.LLAMA_FLASH_ATTENTION_TYPE_DISABLED);
        (settings.n_threads, settings.n_threads_batch) = (1, 1);
        using SafeLLamaContextHandle context = SafeLLamaContextHandle.Create(model, settings);
        if ((string?)request["adapter"] is { } adapter) context.SetLoraAdapters(new (LoraAdapter, float)[] { (model.LoadLoraFromFile(adapter), 1f) });
        int[] ids = Numbers(request["ids"]!);
        if (request["decoder"] is { } decoder)
        {
            if (context.Encode(Batch(ids, logits: false)) is var encoded && encoded != DecodeResult.Ok)
                throw new InvalidOperationException($"encode: {encoded}.");
            ids = Numbers(decoder);
        }
        if (context.Decode(Batch(ids, logits: true)) is var decoded && decoded != DecodeResult.Ok) throw new InvalidOperationException($"decode: {decoded}.");
        var logits = new List<byte>();
        for (int i = 0; i < ids.Length; i++) logits.AddRange(MemoryMarshal.AsBytes(context.GetLogitsIth(i)));
        return new() { ["logits"] = Convert.ToBase64String([.. logits]) };
    }

    private static JsonObject Tokens(SafeLlamaModelHandle model, JsonArray texts)
    {
        IEnumerable<JsonNode> all = texts.Select(text => new JsonArray(
            [.. model.Tokenize((string)text!, addBos: true, special: true, Encoding.UTF8).Select(token => (JsonNode)(int)token)]));
        return new() { ["tokens"] = new JsonArray([.. all]) };
    }

    private static LLamaBatch Batch(int[] ids, bool logits)
    {
        var batch = new LLamaBatch();
        for (int i = 0; i < ids.Length; i++) batch.Add(ids[i], i, LLamaSeqId.Zero, logits);
        return batch;
    }

    private static int[] Numbers(JsonNode list) => [.. list.AsArray().Select(id => (int)id!)];
}
