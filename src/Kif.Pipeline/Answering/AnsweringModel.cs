using Kif.Models;
using Kif.Tokenizers;

namespace Kif;

/// <summary>A model with one adapter or none that answers, with its encoders. Safe to share between threads.</summary>
internal sealed class AnsweringModel : IDisposable
{
    private const int FewTokens = 256;

    private readonly IDisposable? owned;
    private readonly PretrainedAdapter? adapter;
    private readonly AnswerSource source;
    private readonly int context;
    private readonly ITokenizer tokenizer;
    private readonly int[] ends;

    private AnsweringModel(
        AnswerSource source, LanguageModel model, PretrainedAdapter? adapter, IDisposable? owned, Tensor weights, ITokenizer tokenizer, string tokens,
        AssistantOptions options)
    {
        (this.source, Model, this.adapter, this.owned, Weights, this.tokenizer) = (source, model, adapter, owned, weights, tokenizer);
        IBackbone backbone = model.Backbone;
        context = Math.Min(options.ContextTokens, backbone.MaxPositions ?? int.MaxValue);
        // What training closes answers with need not be among what ends the model's own generations.
        ends = [.. backbone.EndIds.Union(backbone.Architecture == ModelArchitecture.DecoderOnly && tokenizer.EndId is { } end ? [end] : [])];
        int reserve = Math.Min(UsualNewTokens, context / 2);
        EncodingLimits limits = source.Settings?.Limits ?? new EncodingLimits { MaxSource = Math.Max(8, context - reserve), MaxTarget = Math.Max(2, reserve) };
        bool decoder = backbone.Architecture == ModelArchitecture.DecoderOnly;
        Template = decoder ? ChatTemplate.Load(tokens) : null;
        // Examples that are conversations were learned by the template, whatever the plain ones were.
        IExampleEncoder Encoder(EncodingLimits within, bool chat) => ExampleEncoders.For(backbone, tokenizer, within, tokens, () => Template, chat);
        Plain = Encoder(limits, chat: false);
        bool asksChats = options.Chat ?? source.Settings?.Chat ?? Template is not null;
        Single = asksChats ? Encoder(limits, chat: true) : Plain;
        if (Template is not null)
            Conversation = Encoder(new() { MaxSource = Math.Max(8, context - reserve), MaxTarget = Math.Max(2, reserve) }, chat: true);
    }

    public LanguageModel Model { get; }

    public Tensor Weights { get; }

    /// <summary>The model's chat template; null if it has none.</summary>
    public ChatTemplate? Template { get; }

    /// <summary>Encodes examples as texts.</summary>
    public IExampleEncoder Plain { get; }

    /// <summary>Encodes a single question the way it is asked by default.</summary>
    public IExampleEncoder Single { get; }

    /// <summary>Encodes conversations; null without a chat template.</summary>
    public IExampleEncoder? Conversation { get; }

    /// <summary>The most tokens of an answer where nothing is said.</summary>
    public int UsualNewTokens => source.MaxNewTokens ?? FewTokens;

    /// <summary>The source of the weights.</summary>
    public AnswerSource Source => source;

    /// <summary>Loads the adapter of a source beside a base model, or the base model itself.</summary>
    /// <param name="source">The source, on that model.</param>
    /// <param name="shared">The base model; borrowed.</param>
    /// <param name="options">The options of loading.</param>
    /// <param name="compute">The device and precision.</param>
    /// <exception cref="InvalidDataException">The adapter is damaged or does not fit the model; the message names file and field.</exception>
    public static AnsweringModel Load(AnswerSource source, SharedBackbone shared, AssistantOptions options, ComputeSettings compute)
    {
        string folder = BackboneReference.PathOf(shared.Folder);
        if (source.Adapter is not { } named)
        {
            LanguageModel alone = LanguageModel.WithFixedWeights(shared.Backbone, new() { KeepsBackbone = true });
            return new(source, alone, null, null, alone.InitialWeights(new RandomStream(0)), shared.Tokenizer, folder, options);
        }
        string path = NamedFolder.Require(named, HubContent.Adapter);
        if (GatedAdapterFile.IsIn(path))
        {
            (LanguageModel gated, Tensor newest) = GatedAdapter.Read(path, shared.Backbone);
            return new(source, gated, null, null, newest, shared.Tokenizer, folder, options);
        }
        if (PretrainedAdapter.TryRead(path, shared.Backbone) is { } factors)
        {
            LanguageModel model = LanguageModel.FromAdapter(shared.Backbone, factors, new() { KeepsBackbone = true });
            return new(source, model, factors, null, factors.Weights, shared.Tokenizer, folder, options);
        }
        // More than factors of linear maps (DoRA, embeddings, whole modules) is merged into a copy of the model.
        AdaptedModel merged = AdaptedModel.Load(ModelFolder.Open(folder), path, compute.DeviceOf(), compute.TypeOf(), options.Catalog);
        LanguageModel fixedModel = LanguageModel.WithFixedWeights(merged.Backbone, new() { KeepsBackbone = true });
        string tokens = merged.TokenizerPath ?? folder;
        return new(source, fixedModel, null, merged, fixedModel.InitialWeights(new RandomStream(0)),
            merged.TokenizerPath is null ? shared.Tokenizer : TokenizerFolder.Load(tokens), tokens, options);
    }

    /// <summary>Answers encoded prompts as one batch.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="encoder">Decodes the answers.</param>
    /// <param name="options">The options, valid.</param>
    /// <param name="told">Receives the text of the first answer while it grows; null for nobody.</param>
    /// <param name="cancellation">Stops before the next token.</param>
    public IReadOnlyList<AssistantAnswer> Answer(
        IReadOnlyList<EncodedExample> prompts, IExampleEncoder encoder, AnswerOptions options, Action<string>? told, CancellationToken cancellation)
    {
        AnswerStream[] streams = [.. prompts.Select((_, i) => new AnswerStream(encoder, Raw, options.StopSequences, i == 0 ? told : null))];
        int most = Room(prompts, options.MaxNewTokens ?? UsualNewTokens, encoder == Conversation);
        IReadOnlyList<int[]> ids = Model.Generate(
            prompts, Weights, most, options.Sampling.Sampler(), (row, id) => streams[row].Add(id) && Array.IndexOf(ends, id) < 0, cancellation);
        return [.. streams.Select((s, i) => new AssistantAnswer(s.End(ids[i]), EndOf(s, ids[i]), prompts[i].Source.Length, ids[i].Length))];
    }

    private AnswerEnd EndOf(AnswerStream stream, int[] ids) => stream.Stopped ? AnswerEnd.StopSequence
        : ids.Length > 0 && ends.Contains(ids[^1]) || Model.Backbone.Architecture == ModelArchitecture.MaskedEncoder
            ? AnswerEnd.EndToken : AnswerEnd.Length;

    private string Raw(int[] ids) => tokenizer.Decode(ids.AsSpan(0, Array.FindIndex(ids, id => ends.Contains(id)) is >= 0 and var end ? end : ids.Length));

    /// <summary>Returns the most new tokens that the model, and in a conversation the context, have room for.</summary>
    private int Room(IReadOnlyList<EncodedExample> prompts, int most, bool converses)
    {
        if (Model.Backbone.Architecture != ModelArchitecture.DecoderOnly) return most;
        int room = converses ? context : Model.Backbone.MaxPositions ?? int.MaxValue;
        return Math.Max(1, Math.Min(most, room - prompts.Max(p => p.Source.Length)));
    }

    public void Dispose()
    {
        Model.Dispose();
        if (adapter is null) Weights.Dispose();
        adapter?.Dispose();
        owned?.Dispose();
    }
}
