using Kif.Models;
using Kif.Tokenizers;

namespace Kif;

/// <summary>A BERT or ModernBERT model, with an adapter or none, that makes one vector of a text.</summary>
internal sealed class TextEncoder : IDisposable
{
    private static readonly string[] Families = ["bert", "modernbert"];

    private readonly LanguageModel model;
    private readonly Tensor weights;
    private readonly ITokenizer tokenizer;
    private readonly SentenceFolder folder;
    private readonly IDisposable[] owned;
    private readonly int maxTokens, special;
    private readonly TokenPooling pooling;
    private readonly bool normalize;

    private TextEncoder(
        string name, LanguageModel model, Tensor weights, ITokenizer tokenizer, SentenceFolder folder, KifEmbeddingOptions options, int positions,
        params IDisposable[] owned)
    {
        (Name, this.model, this.weights, this.tokenizer, this.folder, this.owned) = (name, model, weights, tokenizer, folder, owned);
        (pooling, normalize) = (folder.Pooling ?? TokenPooling.Mean, options.Normalize ?? folder.Normalize);
        special = tokenizer.Assemble([]).Ids.Length;
        maxTokens = Math.Min(options.MaxTokens ?? folder.MaxTokens ?? tokenizer.Defaults.MaxLength ?? positions, positions);
        Dimensions = (int)model.Backbone.Tensors[0].shape[^1];
    }

    /// <summary>The name of the adapter, else of the model.</summary>
    public string Name { get; }

    /// <summary>The number of elements of an embedding.</summary>
    public int Dimensions { get; }

    /// <summary>Loads a model; parameters and errors as in <see cref="KifEmbeddingGenerator.Load"/>.</summary>
    public static TextEncoder Load(string named, string? adapter, KifEmbeddingOptions options)
    {
        OptionsValidation.Validate(options, "embedding");
        NativeTorch.EnsureLoaded();
        AnswerSource source = AnswerSource.Find(
            adapter ?? named, new StrategyComposer(options.Catalog ?? KifServices.BuiltIn()), model: adapter is null ? null : named);
        string path = BackboneReference.PathOf(NamedFolder.Require(source.Model, HubContent.Model));
        ModelFolder opened = ModelFolder.Open(path);
        string family = opened.Config.String("model_type");
        if (!Families.Contains(family))
            throw new NotSupportedException($"'{source.Model}' is of the model type '{DisplayText.Of(family)}'; allowed: {string.Join(", ", Families)}. Only "
                + "an encoder that reads a text in both directions has states that embed it; others need training for that, of which their files say nothing");
        SentenceFolder sentence = SentenceFolder.Read(path, options.Pooling);
        Device device = new ComputeSettings { Device = options.Device }.DeviceOf();
        ITokenizer tokenizer = TokenizerFolder.Load(path);
        string name = source.Adapter is null && source.Weights is null ? ModelNames.Short(source.Model) : source.Name;
        IBackbone backbone = source.Weights is { } all ? PretrainedBackbones.LoadExported(opened, all, device, ScalarType.Float32, options.Catalog)
            : Backbone(opened, device, options.Catalog);
        try
        {
            VocabularyFit.Check(opened, backbone.Weights, tokenizer);
            int positions = backbone.MaxPositions ?? opened.Config.Size("max_position_embeddings", 8192);
            TextEncoder Of(LanguageModel model, Tensor weights, ITokenizer tokens, params IDisposable[] owned) =>
                new(name, model, weights, tokens, sentence, options, positions, owned);
            if (source.Adapter is not { } factorsAt)
            {
                LanguageModel plain = LanguageModel.WithFixedWeights(backbone);
                Tensor none = plain.InitialWeights(new RandomStream(0));
                return Of(plain, none, tokenizer, none);
            }
            string at = NamedFolder.Require(factorsAt, HubContent.Adapter);
            if (PretrainedAdapter.TryRead(at, backbone) is { } factors)
                return Of(LanguageModel.FromAdapter(backbone, factors), factors.Weights, tokenizer, factors);
            AdaptedModel merged = AdaptedModel.Load(opened, at, device, ScalarType.Float32, options.Catalog);
            backbone.Dispose();
            LanguageModel whole = LanguageModel.WithFixedWeights(merged.Backbone);
            Tensor unused = whole.InitialWeights(new RandomStream(0));
            return Of(whole, unused, merged.TokenizerPath is { } own ? TokenizerFolder.Load(own) : tokenizer, unused);
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>Returns the ids of a text as the model reads it: cut at its end to what there is room for.</summary>
    public int[] Encode(string text)
    {
        text = folder.Prompt + text;
        int[] ids = tokenizer.Encode(folder.LowerCase ? text.ToLowerInvariant() : text, addSpecialTokens: false);
        return tokenizer.Assemble(ids[..Math.Min(ids.Length, Math.Max(0, maxTokens - special))]).Ids;
    }

    /// <summary>Computes the embeddings of encoded texts, one row each.</summary>
    public float[][] Embed(IReadOnlyList<int[]> rows)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Device device = model.Device;
        int pad = tokenizer.PadId ?? 0;
        Tensor mask = RowPadding.Mask(rows, device), ids = RowPadding.Pad(rows, pad, device);
        using var batch = new TokenBatch(ids, mask, torch.zeros_like(ids), 0);
        Tensor states = model.Hidden(batch, weights), pooled = states.select(1, 0);
        if (pooling == TokenPooling.Mean)
        {
            Tensor tokens = mask.unsqueeze(-1).to(states.dtype);
            pooled = (states * tokens).sum(1) / tokens.sum(1);
        }
        if (normalize) pooled = torch.nn.functional.normalize(pooled, p: 2, dim: 1);
        float[] flat = pooled.cpu().contiguous().data<float>().ToArray();
        return [.. flat.Chunk(Dimensions)];
    }

    /// <summary>Frees the model.</summary>
    public void Dispose()
    {
        model.Dispose();
        foreach (IDisposable one in owned) one.Dispose();
    }

    private static IBackbone Backbone(ModelFolder folder, Device device, KifCatalog? catalog)
    {
        using var weights = new DeferredWeights(() => folder.OpenWeights(ScalarType.Float32, device));
        return PretrainedBackbones.Create(new(folder.Config, new EncoderWeights(weights), folder.Generation), device, ScalarType.Float32, catalog);
    }
}
