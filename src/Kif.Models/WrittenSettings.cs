using System.Text.Json.Nodes;

namespace Kif.Models;

/// <summary>
/// Settings and weights of a new folder, such that transformers 4 and 5 make the same model of it: <c>tie_word_embeddings</c> says whether a head is stored,
/// T5's scaling follows from it, and rotary positions stand at the old and at the new place.
/// </summary>
internal static class WrittenSettings
{
    private const string Head = "lm_head.weight", EncoderTable = "encoder.embed_tokens.weight", DecoderTable = "decoder.embed_tokens.weight";

    /// <summary>Returns settings and weights, and the owner of those that were made for it.</summary>
    /// <param name="config">The settings of the original folder.</param>
    /// <param name="weights">The weights by Hugging Face's names, a tied one once.</param>
    public static (JsonObject Config, IReadOnlyDictionary<string, Tensor> Weights, IDisposable Owner) Of(
        ConfigFile config, IReadOnlyDictionary<string, Tensor> weights)
    {
        JsonObject settings = JsonObject.Create(config.Json)!;
        string? family = config.String("model_type", "");
        string head = family switch { "bert" => "cls.predictions.decoder.weight", "modernbert" => ModernBertHead.Matrix, _ => Head };
        bool own = weights.ContainsKey(head);
        switch (family)
        {
            case not null when LlamaFamily.Find(family) is { } llama:
                LlamaConfig read = LlamaConfig.Read(config);
                if (read.LocalRope is { } local) read.Rope.Write(settings, local, "rope_local_base_freq");
                else read.Rope.Write(settings);
                break;
            case "modernbert":
                ModernBertConfig modern = ModernBertConfig.Read(config);
                modern.Rope.Write(settings, modern.LocalRope, "local_rope_theta");
                settings["global_rope_theta"] = settings["rope_theta"]!.DeepClone();
                settings.Remove("rope_theta");
                break;
            case "gpt2":
                break;
            case "bert":
                // Without tying, transformers takes the bias of the head from its matrix's module.
                if (own && weights.TryGetValue(BertWeights.HeadBias, out Tensor? bias))
                    weights = new Dictionary<string, Tensor>(weights) { [BertWeights.DecoderBias] = bias };
                break;
            case "t5":
                return T5(config, settings, weights);
            default:
                return (settings, weights, new TensorSet([]));
        }
        settings[TiedWeights.Setting] = !own;
        return (settings, weights, new TensorSet([]));
    }

    /// <summary>A head of its own is not scaled in transformers 4, so it is stored scaled; a shared one is, so where it is not, a copy is stored.</summary>
    private static (JsonObject, IReadOnlyDictionary<string, Tensor>, IDisposable) T5(
        ConfigFile config, JsonObject settings, IReadOnlyDictionary<string, Tensor> weights)
    {
        bool scales = T5Config.Scales(config), apart = weights.ContainsKey(EncoderTable) || weights.ContainsKey(DecoderTable);
        // Embeddings of their own are tied in transformers 4 unless the setting says false, and then the head is, too.
        bool own = weights.ContainsKey(Head) || !scales || apart;
        (settings[TiedWeights.Setting], settings[T5Config.ScalingSetting]) = (!own, !own);
        if (!own || weights.ContainsKey(Head) && !scales) return (settings, weights, new TensorSet([]));
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Tensor table = weights.GetValueOrDefault(Head) ?? weights["shared.weight"];
        Tensor head = scales ? table.mul(Math.Pow(T5Config.Read(config).HiddenSize, -0.5)) : table.clone();
        var all = new Dictionary<string, Tensor>(weights) { [Head] = head.DetachFromDisposeScope() };
        return (settings, all, head);
    }
}
