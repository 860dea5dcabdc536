using Kif;
using Kif.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ThirdParty.Gpt2;

/// <summary>
/// A GPT-2 in one class, from the public API of Kif.Models alone (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"). Reads the names
/// of the oldest checkpoints, without <c>transformer.</c> in front; every map is stored as [inputs, outputs] and can take LoRA.
/// </summary>
public sealed class MiniGpt2 : IBackbone
{
    private readonly BackboneLayout layout = new();
    private readonly Layer[] layers;
    private readonly (int Gain, int Bias) last;
    private readonly int tokens, positions, width, heads, most, pad;

    /// <summary>Reads the configuration, then the weights.</summary>
    public MiniGpt2(BackboneFiles files, Device device, ScalarType dtype)
    {
        ConfigFile config = files.Config;
        (Device, DType, width, heads, most, pad) = (device, dtype, config.Size("n_embd"), config.Size("n_head"), config.Size("n_positions"),
            config.Int("pad_token_id", 0));
        if (width % heads != 0) throw config.Refuse("n_head", $"a divisor of n_embd, {width}");
        if (config.String("activation_function", "gelu_new") != "gelu_new") throw config.RefuseName("activation_function", ["gelu_new"]);
        if (!config.Bool("tie_word_embeddings", true)) throw config.Refuse("tie_word_embeddings", "true");
        EndIds = config.Has("eos_token_id") ? [config.Int("eos_token_id")] : [];
        tokens = layout.Weight("wte", [config.Size("vocab_size"), width], ["lm_head.weight"]);
        positions = layout.Weight("wpe", [most, width]);
        bool byLayer = config.Bool("scale_attn_by_inverse_layer_idx", false);
        layers = [.. Enumerable.Range(0, config.SizeUpTo(1000, "n_layer")).Select(i => Declare(i, config.Size("n_inner", 4 * width), byLayer))];
        last = Norm("ln_f", null);
        // Old checkpoints hold their causal masks too.
        Tensors = layout.Load(files.Weights, device, dtype, name => name.EndsWith(".attn.bias", StringComparison.Ordinal)
            || name.EndsWith(".attn.masked_bias", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public string ModelType => "mini-gpt2";

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public ScalarType DType { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ParameterInfo> Weights => layout.Weights;

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Tensors { get; }

    /// <inheritdoc/>
    public IReadOnlyList<LinearModule> Linears => layout.Linears;

    /// <inheritdoc/>
    public IReadOnlyList<string> DefaultLoraTargets => ["c_attn"];

    /// <inheritdoc/>
    public IReadOnlyList<int> EndIds { get; }

    /// <inheritdoc/>
    public int LabelShift => 1;

    /// <inheritdoc/>
    public int? MaxPositions => most;

    /// <inheritdoc/>
    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        if (examples.Count == 0 || examples.Any(e => e.Source.Length == 0 || e.Target.Length == 0))
            throw new ArgumentException("a batch needs examples, and each needs a source and a target");
        int[][] labels = [.. examples.Select(e => (int[])[.. e.Source.Select(_ => EncodedExample.IgnoreIndex), .. e.Target])];
        (Tensor ids, Tensor mask) = Pad([.. examples.Select(e => (int[])[.. e.Source, .. e.Target.Select(id => id == EncodedExample.IgnoreIndex ? pad : id)])]);
        return new TokenBatch(ids, mask, Matrix(labels, EncodedExample.IgnoreIndex),
            examples.Sum(e => e.Target.LongCount(id => id != EncodedExample.IgnoreIndex)));
    }

    /// <inheritdoc/>
    public Tensor Hidden(ForwardPass pass, TokenBatch batch) => Hidden(pass, batch.InputIds, batch.AttentionMask);

    /// <inheritdoc/>
    public Tensor Head(ForwardPass pass, Tensor rows) => nn.functional.linear(rows, pass.Weight(tokens));

    /// <inheritdoc/>
    public IDecoding Decode(ForwardPass pass, IReadOnlyList<EncodedExample> prompts, int maxNewTokens) =>
        new ReadAgain(this, pass, [.. prompts.Select(p => p.Source.ToList())]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors) tensor.Dispose();
    }

    private Tensor Hidden(ForwardPass pass, Tensor ids, Tensor mask)
    {
        (long rows, long length) = (ids.shape[0], ids.shape[1]);
        // Positions count tokens, so that padding on either side changes nothing.
        Tensor place = mask.cumsum(1).sub(1).clamp_min(0);
        Tensor x = pass.Weight(tokens).index_select(0, ids.reshape(-1)) + pass.Weight(positions).index_select(0, place.view(-1));
        Tensor hidden = torch.ones(length, length, dtype: ScalarType.Bool, device: ids.device).triu(1).logical_or(mask.eq(0).view(rows, 1, 1, length));
        Tensor bias = torch.zeros(hidden.shape, dtype: x.dtype, device: x.device).masked_fill(hidden, DType == ScalarType.Float16 ? -3e4 : -1e38);
        x = pass.Dropout(x);
        foreach (Layer layer in layers)
        {
            x = x + pass.Dropout(Attend(pass, layer, Norm(pass, layer.Before, x), bias));
            x = x + pass.Dropout(pass.Linear(layer.Narrow, Gelu(pass.Linear(layer.Wide, Norm(pass, layer.Between, x)))));
        }
        return Norm(pass, last, x).view(rows, length, width);
    }

    private Tensor Attend(ForwardPass pass, Layer layer, Tensor x, Tensor bias)
    {
        (long rows, long length) = (bias.shape[0], bias.shape[^1]);
        Tensor[] qkv = pass.Linear(layer.Into, x).view(rows, length, 3, heads, width / heads).permute(2, 0, 3, 1, 4).unbind(0);
        Tensor scores = (qkv[0] * layer.Scale).matmul(qkv[1].transpose(-2, -1)) + bias;
        return pass.Linear(layer.Back, pass.Dropout(nn.functional.softmax(scores, -1)).matmul(qkv[2]).transpose(1, 2).reshape(-1, width));
    }

    private Tensor Norm(ForwardPass pass, (int Gain, int Bias) norm, Tensor x) =>
        nn.functional.layer_norm(x, [width], pass.Weight(norm.Gain), pass.Weight(norm.Bias), 1e-5);

    private static Tensor Gelu(Tensor x) => 0.5 * x * (1 + (Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)).tanh());

    private Layer Declare(int number, long wide, bool scaledByLayer)
    {
        string path = $"h.{number}";
        LinearModule Map(string name, long inputs, long outputs) =>
            layout.Linear(new ModuleInfo($"{path}.{name}", number), inputs, outputs, bias: true, transposed: true);
        double scale = Math.Pow(width / heads, -0.5) / (scaledByLayer ? number + 1 : 1);
        return new(Norm($"{path}.ln_1", number), Map("attn.c_attn", width, 3 * width), Map("attn.c_proj", width, width),
            Norm($"{path}.ln_2", number), Map("mlp.c_fc", width, wide), Map("mlp.c_proj", wide, width), scale);
    }

    private (int Gain, int Bias) Norm(string path, int? layer) =>
        (layout.Norm(path, width, layer), layout.Add(new($"{path}.bias", new(path, layer), ParameterRole.Bias, [width], false)));

    private (Tensor Ids, Tensor Mask) Pad(int[][] rows)
    {
        if (rows.Max(r => r.Length) > most)
            throw new ArgumentException($"a text of {rows.Max(r => r.Length)} tokens does not fit the {most} positions that the model has");
        return (Matrix(rows, pad), Matrix([.. rows.Select(r => r.Select(_ => 1).ToArray())], 0));
    }

    private Tensor Matrix(int[][] rows, long filler)
    {
        int longest = rows.Max(r => r.Length);
        return torch.tensor([.. rows.SelectMany(r => r.Select(i => (long)i).Concat(Enumerable.Repeat(filler, longest - r.Length)))], [rows.Length, longest],
            device: Device).DetachFromDisposeScope();
    }

    private sealed record Layer((int, int) Before, LinearModule Into, LinearModule Back, (int, int) Between, LinearModule Wide, LinearModule Narrow,
        double Scale);

    /// <summary>Decoding without a cache: every step reads the whole text again. Short and right, and slow for long answers.</summary>
    private sealed class ReadAgain(MiniGpt2 model, ForwardPass pass, List<int>[] texts) : IDecoding
    {
        public Tensor Next(Tensor? last)
        {
            using var scope = NewDisposeScope();
            long[] chosen = last is null ? [] : last.data<long>().ToArray();
            for (int i = 0; i < chosen.Length; i++) texts[i].Add((int)chosen[i]);
            (Tensor ids, Tensor mask) = model.Pad([.. texts.Select(t => t.ToArray())]);
            using (ids)
            using (mask)
            {
                Tensor all = model.Hidden(pass, ids, mask);
                return model.Head(pass, torch.stack([.. texts.Select((t, i) => all[i][t.Count - 1])])).MoveToOuterDisposeScope();
            }
        }

        public void Dispose() { }
    }
}
