namespace Kif.Models;

/// <summary>
/// The state of one forward pass of a backbone: weights (the base's, or the trainable ones instead), adapters, dropout and output observer.
/// Activations of linear maps are matrices, [tokens, width].
/// </summary>
public sealed class ForwardPass
{
    private readonly IReadOnlyList<Tensor> weights;
    private readonly IReadOnlyList<ParameterInfo>? watched;
    private readonly AdapterBranch[]?[]? adapters;
    private readonly RandomStream? random;
    private readonly IOutputObserver? outputs;
    private readonly IInputObserver? inputs;
    private readonly double baseDropout;
    private readonly bool checkpoints, detaches;
    private Tensor? gates;

    /// <summary>Creates a pass.</summary>
    /// <param name="weights">All weights of the backbone.</param>
    /// <param name="adapters">LoRA pairs per linear map; null for none.</param>
    /// <param name="options">Dropout stream, observers, and whether frozen adapters pass gradients on.</param>
    /// <param name="settings">The backbone's own dropout rate, and whether blocks are checkpointed.</param>
    /// <param name="watched">Declarations of the weights if linear maps themselves train and are to be observed; otherwise null.</param>
    internal ForwardPass(
        IReadOnlyList<Tensor> weights, AdapterBranch[]?[]? adapters, ForwardOptions options, ForwardSettings settings,
        IReadOnlyList<ParameterInfo>? watched)
    {
        (this.weights, this.adapters, this.watched) = (weights, adapters, watched);
        (random, baseDropout, checkpoints, detaches) = (options.Dropout, settings.BaseDropout, settings.Checkpointing, options.DetachesFrozen);
        (outputs, inputs) = (options.Outputs, options.Inputs);
    }

    private ForwardPass(ForwardPass original, IReadOnlyList<Tensor> weights, AdapterBranch[]?[]? adapters, RandomStream? random)
    {
        (this.weights, this.adapters, this.random, baseDropout, detaches) = (weights, adapters, random, original.baseDropout, original.detaches);
    }

    /// <summary>The gates of the adapters, [rows of the batch, adapters], the one in training last; null for none.</summary>
    internal Tensor? Gates => gates;

    /// <summary>Copies the pass with gates.</summary>
    internal ForwardPass Gated(Tensor values)
    {
        var copy = (ForwardPass)MemberwiseClone();
        copy.gates = values;
        return copy;
    }

    /// <summary>Whether <see cref="Dropout"/> has any effect.</summary>
    public bool HasDropout => random is not null && baseDropout > 0;

    /// <summary>Whether somebody observes linear maps, and so sees every token.</summary>
    internal bool Observed => outputs is not null || inputs is not null;

    /// <summary>Whether padding is computed like tokens, for an observer who counts it.</summary>
    internal bool KeepsPadding => outputs is not null || inputs is { CountsPadding: true };

    /// <summary>Whether equal tokens with equal tokens before them have equal states: nothing is random, and nobody counts tokens.</summary>
    internal bool SharesTokens => !Observed && gates is null
        && (random is null || baseDropout == 0 && adapters?.All(b => b?.All(p => p.Dropout == 0) != false) != false);

    /// <summary>Returns the weight of that index in <see cref="IBackbone.Weights"/>; borrowed.</summary>
    public Tensor Weight(int index) => weights[index];

    /// <summary>Returns the tensors of a block: weights, then factors of adapters, in the layout's order.</summary>
    internal Tensor[] Tensors((Range Weights, Range Linears) span) =>
        [.. Between(span.Weights).Select(i => weights[i]), .. Between(span.Linears).SelectMany(i => adapters?[i] ?? []).SelectMany(p => new[] { p.A, p.B })];

    /// <summary>Creates an unobserved pass to recompute a block, with some of its <see cref="Tensors"/> replaced.</summary>
    /// <param name="span">The block.</param>
    /// <param name="others">For each tensor of the block its replacement, or null to keep it.</param>
    /// <param name="random">The dropout stream.</param>
    internal ForwardPass With((Range Weights, Range Linears) span, IReadOnlyList<Tensor?> others, RandomStream? random)
    {
        int at = 0;
        Tensor Next(Tensor old) => others[at++] ?? old;
        Tensor[] replaced = [.. weights];
        foreach (int i in Between(span.Weights)) replaced[i] = Next(replaced[i]);
        AdapterBranch[]?[]? pairs = adapters is null ? null : [.. adapters];
        if (pairs is not null)
            foreach (int i in Between(span.Linears)) pairs[i] = pairs[i] is { } old ? [.. old.Select(p => p with { A = Next(p.A), B = Next(p.B) })] : null;
        return new(this, replaced, pairs, random);
    }

    /// <summary>Copies the dropout stream in its current state; null in evaluation.</summary>
    internal RandomStream? CopyOfRandom() => random?.Copy();

    /// <summary>Applies the backbone's own dropout; returns x itself in evaluation or if the rate is 0.</summary>
    public Tensor Dropout(Tensor x) => HasDropout ? DropoutMask.Apply(x, baseDropout, random!) : x;

    /// <summary>Applies ReLU, and to it the backbone's own dropout.</summary>
    internal Tensor DroppedRelu(Tensor x) => HasDropout ? DropoutMask.ApplyToRelu(x, baseDropout, random!) : torch.nn.functional.relu(x);

    /// <summary>Applies a linear map with its adapters: [tokens, inputs] to [tokens, outputs].</summary>
    /// <exception cref="CompositionException">Adapters have gates, and it is not known which example a token belongs to.</exception>
    public Tensor Linear(LinearModule module, Tensor x) => Linear(module, x, null);

    /// <summary>Applies a linear map with its adapters: [tokens, inputs] to [tokens, outputs].</summary>
    /// <param name="module">The map.</param>
    /// <param name="x">Its input.</param>
    /// <param name="rows">Int64 [tokens]: the row of the batch that each token belongs to, which gates of adapters depend on; null if it is not known.</param>
    /// <exception cref="CompositionException">Adapters have gates, and it is not known which example a token belongs to.</exception>
    public Tensor Linear(LinearModule module, Tensor x, Tensor? rows)
    {
        Tensor weight = module.Transposed ? weights[module.Weight].t() : weights[module.Weight];
        Tensor? bias = module.Bias is { } b ? weights[b] : null;
        Tensor y = LinearProducts.Linear(x, weight, bias);
        if (outputs is not null && watched is not null) outputs.Observe(watched[module.Weight].Name, y);
        AdapterBranch[]? pairs = adapters?[module.Index];
        if (inputs is not null && (watched is not null || pairs is not null)) inputs.Observe(module.Module.Path, x);
        if (pairs is null) return y;
        if (gates is not null && rows is null)
            throw new CompositionException(
                $"adapters have gates, and '{module.Module.Path}' is computed without telling which example a token is of: leave it out of LoRA's targets");
        Tensor? open = gates?.index_select(0, rows!);
        for (int i = 0; i < pairs.Length; i++)
            y = pairs[i].AddTo(y, detaches && pairs[i].Names is null ? x.detach() : x, random, outputs, open?.narrow(1, i, 1));
        return y;
    }

    /// <summary>
    /// Computes a block with gradient checkpointing (Chen et al., 2016): only its inputs are kept, and the backward pass recomputes it. Memory for activations
    /// falls to that of one block, for about a third more time. The recomputation draws the same dropout masks. Where the model was created without
    /// <see cref="LanguageModelOptions.Checkpointing"/>, or nothing in the block needs a gradient, the block is computed as usual.
    /// </summary>
    /// <param name="span">The block's weights and linear maps, from <see cref="BackboneLayout.EndBlock"/>.</param>
    /// <param name="inputs">All tensors other than its weights that the block reads.</param>
    /// <param name="block">Computes the block from a pass and these inputs only; must not use other tensors that need a gradient.</param>
    public Tensor Checkpoint((Range Weights, Range Linears) span, Tensor[] inputs, Func<ForwardPass, Tensor[], Tensor> block)
    {
        if (!checkpoints || !torch.is_grad_enabled()) return block(this, inputs);
        Tensor[] own = Tensors(span);
        bool[] trains = [.. own.Select(t => t.requires_grad)];
        Tensor[] trained = [.. own.Where((_, i) => trains[i])];
        if (trained.Length == 0 && !inputs.Any(t => t.requires_grad)) return block(this, inputs);
        if (gates is not null)
        {
            // The recomputed block reads the gates that it is given.
            Func<ForwardPass, Tensor[], Tensor> plain = block;
            (inputs, block) = ([.. inputs, gates], (pass, tensors) => plain(pass.Gated(tensors[^1]), tensors[..^1]));
        }
        return CheckpointFunction.apply([.. inputs, .. trained, new CheckpointedBlock(this, span, trains, inputs.Length, CopyOfRandom(), block)]);
    }

    private static IEnumerable<int> Between(Range range) => Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value);
}

/// <summary>The settings of a model's forward passes that do not depend on the batch.</summary>
/// <param name="BaseDropout">The rate of the backbone's own dropout.</param>
/// <param name="Checkpointing">Whether blocks are recomputed in the backward pass.</param>
internal readonly record struct ForwardSettings(double BaseDropout, bool Checkpointing);

/// <summary>A pair of LoRA factors that adds to a linear map: y += scale · B(A(dropout(x))).</summary>
/// <param name="A">[rank, inputs].</param>
/// <param name="B">[outputs, rank].</param>
/// <param name="Scale">The factor.</param>
/// <param name="Dropout">The dropout rate on x; 0 for frozen pairs.</param>
/// <param name="Names">The names of A and B if they train; null for frozen pairs.</param>
internal sealed record AdapterBranch(Tensor A, Tensor B, double Scale, double Dropout, (string A, string B)? Names)
{
    /// <summary>Adds to y, [tokens, outputs], what the pair makes of x, [tokens, inputs]; y itself may be overwritten.</summary>
    /// <param name="y">The output of the linear map.</param>
    /// <param name="x">Its input.</param>
    /// <param name="random">The dropout stream; null in evaluation.</param>
    /// <param name="outputs">Receives the outputs of factors that train; null for none.</param>
    /// <param name="gate">What the pair's output is multiplied by, [tokens, 1]; null for 1.</param>
    public Tensor AddTo(Tensor y, Tensor x, RandomStream? random, IOutputObserver? outputs, Tensor? gate = null)
    {
        if (random is not null && Dropout > 0) x = DropoutMask.Apply(x, Dropout, random);
        Tensor inner = torch.nn.functional.linear(x, A);
        if (outputs is not null && Names is var (a, b))
        {
            outputs.Observe(a, inner);
            if (gate is not null) inner = inner * gate;
            Tensor outer = torch.nn.functional.linear(inner, B);
            outputs.Observe(b, outer);
            return y + outer * Scale;
        }
        if (gate is not null) inner = inner * gate;
        // Nothing else refers to a linear map's output, so it is added to in place. addmm takes its factor in single precision: other factors are applied to
        // the inner matrix.
        float factor = (float)Scale;
        if (factor != Scale) (inner, factor) = (inner * Scale, 1);
        return y.addmm_(inner, B.t(), 1, factor);
    }
}
