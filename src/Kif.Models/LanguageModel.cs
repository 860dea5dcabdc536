namespace Kif.Models;

/// <summary>A backbone with its trainable weights: low-rank adapters or all weights.</summary>
public sealed class LanguageModel : ILanguageModel
{
    private readonly ITrainableWeights trainable;
    private readonly LanguageModelOptions options;
    private readonly ForwardSettings forwardSettings;
    private bool disposed;

    /// <summary>Whoever has a model computes with numbers that must outlive the calls that read them.</summary>
    static LanguageModel() => ScalarDisposal.Defer();

    private LanguageModel(IBackbone backbone, LoraSettings? lora, ITrainableWeights trainable, LanguageModelOptions options) =>
        (Backbone, Lora, this.trainable, this.options, forwardSettings) = (backbone, lora, trainable, options, new(options.BaseDropout, options.Checkpointing));

    /// <summary>The pretrained model; borrowed.</summary>
    public IBackbone Backbone { get; }

    /// <summary>The settings of its adapters; null if all weights train.</summary>
    public LoraSettings? Lora { get; }

    /// <summary>Whether its adapters have gates.</summary>
    internal bool IsGated => BranchGateSettings is not null;

    /// <summary>The settings of the gates on its adapters; null for none.</summary>
    internal BranchGates? BranchGateSettings => trainable.BranchGateSettings;

    /// <inheritdoc/>
    public ParameterSpace Space => trainable.Space;

    /// <inheritdoc/>
    public Device Device => Backbone.Device;

    /// <inheritdoc/>
    public IReadOnlyList<FrozenAdapter> Frozen => trainable.Frozen;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Merged => trainable.Merged;

    /// <summary>Creates a model that trains low-rank adapters.</summary>
    /// <param name="backbone">The pretrained model, disposed with the last model on it.</param>
    /// <param name="settings">Rank, scale, dropout and targets; null for the defaults.</param>
    /// <param name="options">Dropout and ownership; null for the defaults.</param>
    /// <exception cref="CompositionException">A target or pattern fits no module.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static LanguageModel WithAdapters(IBackbone backbone, LoraSettings? settings = null, LanguageModelOptions? options = null)
    {
        settings ??= new();
        return new(backbone, settings, new LoraWeights(Own(backbone, options), new LoraTargets(backbone, settings)), Checked(options));
    }

    /// <summary>
    /// Creates a model that resumes from a trained adapter: its settings, and its weights as <see cref="InitialWeights"/>. Adapters added later start afresh.
    /// </summary>
    /// <param name="backbone">The pretrained model, disposed with the last model on it.</param>
    /// <param name="start">The adapter, read for this backbone; only copied from.</param>
    /// <param name="options">Dropout and ownership; null for the defaults.</param>
    /// <exception cref="ArgumentException">The adapter was read for a backbone of another shape or type.</exception>
    public static LanguageModel FromAdapter(IBackbone backbone, PretrainedAdapter start, LanguageModelOptions? options = null)
    {
        LoraTargets targets = new LoraTargets(backbone, start.Lora);
        targets.Space(Precision.Wide(backbone.DType), 0).Check(start.Weights);
        options = Checked(options);
        return new(backbone, start.Lora, new LoraWeights(Own(backbone, options), targets, start.Weights.clone().DetachFromDisposeScope()), options);
    }

    /// <summary>Creates a model that trains every weight, tied ones once, named as in the Hugging Face model.</summary>
    /// <param name="backbone">The pretrained model, disposed with the last model on it.</param>
    /// <param name="options">Dropout and ownership; null for the defaults.</param>
    public static LanguageModel WithAllWeights(IBackbone backbone, LanguageModelOptions? options = null) =>
        new(backbone, null, new FullWeights(Own(backbone, options)), Checked(options));

    /// <summary>Creates a model that only answers, with the backbone's own weights; the weights that its methods take are not read.</summary>
    /// <param name="backbone">The pretrained model, disposed with the last model on it.</param>
    /// <param name="options">Ownership; null for the defaults.</param>
    internal static LanguageModel WithFixedWeights(IBackbone backbone, LanguageModelOptions? options = null) =>
        new(backbone, null, new FixedWeights(Own(backbone, options)), Checked(options));

    /// <inheritdoc/>
    public Tensor InitialWeights(RandomStream random) => trainable.Initial(random);

    /// <inheritdoc/>
    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples) => Backbone.Collate(examples);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch has no label, or the weights belong to another space.</exception>
    public ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default)
    {
        if (batch.TargetTokens == 0) throw new ArgumentException("a batch without labels has no loss", nameof(batch));
        using var scope = torch.NewDisposeScope();
        ForwardPass pass = Pass(weights, PromptTokens.Of(batch), options);
        (Tensor states, Tensor targets) = Backbone is ILabeledStates only
            ? only.Labeled(pass, batch) : LabeledRows.Of(Backbone.Hidden(pass, batch), batch, Backbone.LabelShift);
        Tensor logits = ScaledCast.OutOf(Backbone.Head(pass, states));
        Tensor loss = torch.nn.functional.cross_entropy(logits, targets);
        return new(loss.MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope(), targets.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public Tensor Logits(TokenBatch batch, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        ForwardPass pass = Pass(weights, PromptTokens.Of(batch));
        Tensor states = Backbone.Hidden(pass, batch);
        return ScaledCast.OutOf(Backbone.Head(pass, states.flatten(0, 1))).view(states.shape[0], states.shape[1], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the last hidden state at all positions, after the final norm: [batch, positions, width].</summary>
    internal Tensor Hidden(TokenBatch batch, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        return Backbone.Hidden(Pass(weights, PromptTokens.Of(batch)), batch).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the gates of a batch's examples, [batch, adapters], the oldest adapter first; null without gates.</summary>
    internal Tensor? Gates(TokenBatch batch, Tensor weights)
    {
        using var scope = torch.NewDisposeScope();
        return Pass(weights, PromptTokens.Of(batch)).Gates?.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens) =>
        Generate(prompts, weights, maxNewTokens, null);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The temperature is out of its range, or there are not as many streams as prompts.</exception>
    public IReadOnlyList<int[]> Sample(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, IReadOnlyList<RandomStream> random)
    {
        if (random.Count != prompts.Count) throw new ArgumentException($"{prompts.Count} prompts need as many streams, not {random.Count}", nameof(random));
        if (prompts.Count == 0) return [];
        var options = new SamplingOptions { Temperature = temperature };
        options.Validate();
        return Generate(prompts, weights, maxNewTokens, temperature == 0 ? null : new TokenSampler(options, random));
    }

    /// <summary>Continues prompts token by token; other parameters as in <see cref="TokenLoop.Run"/>.</summary>
    internal IReadOnlyList<int[]> Generate(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, TokenSampler? sampler, Func<int, int, bool>? produced = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNewTokens);
        if (prompts.Count == 0) return [];
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using IDecoding decoding = Backbone.Decode(Pass(weights, PromptTokens.Of(prompts, Device)), prompts, maxNewTokens);
        if (decoding is TransformerDecoding texts)
            return new AnswerLoop(texts, Backbone.EndIds, maxNewTokens) { Sampler = sampler, Produced = produced }.Run(cancellation);
        IReadOnlyList<int[]> all = TokenLoop.Run(decoding, prompts.Count, Backbone.EndIds, maxNewTokens, Device, sampler, produced, cancellation);
        // A row that used up its places ended with an id that stands in none of them.
        return [.. all.Select((ids, i) => prompts[i].AnswerPositions is { } places && ids.Length > places.Count ? ids[..places.Count] : ids)];
    }

    /// <summary>Continues all prompts of a task greedily, in batches of prompts of similar length; what they begin with is read once.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="weights">The trainable weights to generate with.</param>
    /// <param name="maxNewTokens">The most new tokens per prompt.</param>
    /// <param name="batchSize">The most prompts per batch.</param>
    /// <param name="drafts">Likely answers, which cost fewer passes; null for none.</param>
    /// <param name="cancellation">Stops between passes.</param>
    internal IReadOnlyList<int[]> GenerateAll(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, int batchSize, AnswerDrafts? drafts,
        CancellationToken cancellation = default)
    {
        int[][] answers = new int[prompts.Count][];
        ForEachBatch(prompts, weights, maxNewTokens, batchSize, (batch, decoding) =>
        {
            IReadOnlyList<int[]> ids = decoding is not null
                ? new AnswerLoop(decoding, Backbone.EndIds, maxNewTokens) { Drafts = drafts }.Run(cancellation)
                : Generate([.. batch.Select(i => prompts[i])], weights, maxNewTokens, null, cancellation: cancellation);
            for (int i = 0; i < batch.Length; i++) answers[batch[i]] = ids[i];
        });
        return answers;
    }

    /// <summary>Computes the log-likelihoods of answers to prompts, each the sum over its tokens; a prompt is read once for all of its answers.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="choices">The token ids of each prompt's answers, end token included.</param>
    /// <param name="weights">The trainable weights.</param>
    /// <param name="batchSize">The most prompts per batch.</param>
    /// <param name="cancellation">Stops between passes.</param>
    internal double[][] LogLikelihoods(
        IReadOnlyList<EncodedExample> prompts, IReadOnlyList<int[][]> choices, Tensor weights, int batchSize, CancellationToken cancellation)
    {
        double[][] all = new double[prompts.Count][];
        ForEachBatch(prompts, weights, choices.SelectMany(c => c).Max(c => c.Length), batchSize, (batch, decoding) =>
        {
            double[][] sums = new ChoiceLikelihoods(decoding!, Device).Of([.. batch.Select(i => choices[i])], cancellation);
            for (int i = 0; i < batch.Length; i++) all[batch[i]] = sums[i];
        });
        return all;
    }

    /// <summary>Whether prompts can be read once for several answers, and what they begin with once for several prompts.</summary>
    internal bool ReadsPromptsOnce => Backbone is TransformerBackbone { ReadsPromptsOnce: true };

    /// <summary>Decodes prompts in batches of similar length; without a decoding where the backbone's is not a transformer's.</summary>
    private void ForEachBatch(
        IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, int batchSize, Action<int[], TransformerDecoding?> use)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        // With gates equal tokens have other states in other texts, so texts share nothing, and each batch has a pass of its own.
        ForwardPass? shared = IsGated ? null : Pass(weights, PromptTokens.Of(prompts, Device));
        var backbone = Backbone as TransformerBackbone;
        using SharedPrefix? prefix = shared is null ? null : backbone?.Prefix(shared, [.. prompts.Select(p => p.Source)]);
        foreach (int[] batch in Enumerable.Range(0, prompts.Count).OrderBy(i => prompts[i].Source.Length).Chunk(batchSize))
        {
            using var part = torch.NewDisposeScope();
            EncodedExample[] own = [.. batch.Select(i => prompts[i])];
            using TransformerDecoding? decoding = backbone?.Decode(shared ?? Pass(weights, PromptTokens.Of(own, Device)), own, maxNewTokens, prefix);
            use(batch, decoding);
        }
    }

    /// <inheritdoc/>
    public ILanguageModel WithGates(BranchGates gates) => new LanguageModel(Backbone, Lora, trainable.WithGates(gates), options);

    /// <inheritdoc/>
    public ILanguageModel Grow(Tensor weights, AdapterGrowth how) => new LanguageModel(Backbone, Lora, trainable.Grow(weights, how), options);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The model has grown already.</exception>
    public ILanguageModel Resume(IReadOnlyList<AdapterGrowth> growths, IReadOnlyList<Tensor> frozen, IReadOnlyDictionary<string, Tensor> merged) =>
        new LanguageModel(Backbone, Lora, trainable.Resume(growths, frozen, merged), options);

    /// <summary>
    /// Exports the whole model with these weights, by Hugging Face's names (a tied weight once): the trained weights themselves, or the base weights with
    /// all adapters merged in. A folder that other tools can read is written from it.
    /// </summary>
    /// <param name="weights">A vector of <see cref="Space"/>.</param>
    /// <param name="write">Receives the tensors, borrowed for the duration of the call.</param>
    public void Export(Tensor weights, Action<IReadOnlyDictionary<string, Tensor>> write)
    {
        (IReadOnlyList<Tensor> tensors, IDisposable owner) = trainable.Merge(weights);
        using (owner) write(Backbone.Weights.Select((w, i) => (w.Name, Tensor: tensors[i])).ToDictionary(p => p.Name, p => p.Tensor));
    }

    /// <summary>Releases the backbone; the last model on it disposes it.</summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        trainable.Release();
    }

    private ForwardPass Pass(Tensor weights, PromptTokens prompts, ForwardOptions options = default) =>
        trainable.Pass(weights, options, forwardSettings, prompts);

    private static SharedOwner<IBackbone> Own(IBackbone backbone, LanguageModelOptions? options)
    {
        var owner = new SharedOwner<IBackbone>(backbone);
        return options?.KeepsBackbone == true ? owner.Acquire() : owner;
    }

    private static LanguageModelOptions Checked(LanguageModelOptions? options) => options is { BaseDropout: not (>= 0 and < 1) }
        ? throw new CompositionException($"BaseDropout lies in [0, 1), which {options.BaseDropout} does not")
        : options ?? new();
}

/// <summary>Options of a <see cref="LanguageModel"/>.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>
    /// Rate of the backbone's own dropout during training (T5: embeddings, attention weights, feed-forward, residual branches and the last norms), in steps
    /// of 1/256. Default: 0, whatever the configuration says; LoRA's dropout is a setting of LoRA.
    /// </summary>
    public double BaseDropout { get; init; }

    /// <summary>Whether blocks are recomputed in the backward pass instead of keeping their activations: less memory, more time. Default: no.</summary>
    public bool Checkpointing { get; init; }

    /// <summary>Whether the backbone stays alive when the last model on it is disposed. Default: no.</summary>
    public bool KeepsBackbone { get; init; }
}

/// <summary>Selects the positions that have a label, so that the head computes no others.</summary>
internal static class LabeledRows
{
    /// <summary>Maps [batch, positions, width] to states [labels, width] and targets [labels].</summary>
    public static (Tensor States, Tensor Targets) Of(Tensor hidden, TokenBatch batch, int shift)
    {
        Tensor labels = batch.Labels;
        if (shift > 0)
        {
            long positions = labels.shape[1] - shift;
            (labels, hidden) = (labels.narrow(1, shift, positions), hidden.narrow(1, 0, positions));
        }
        Tensor targets = labels.reshape(-1), states = hidden.reshape(-1, hidden.shape[^1]);
        if (targets.shape[0] == batch.TargetTokens) return (states, targets);
        Tensor rows = targets.ne(EncodedExample.IgnoreIndex).nonzero().view(-1);
        return (states.index_select(0, rows), targets.index_select(0, rows));
    }
}
