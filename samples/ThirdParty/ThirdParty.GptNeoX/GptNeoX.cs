using Kif;
using Kif.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ThirdParty.GptNeoX;

/// <summary>For <c>kif compare --plugin ThirdParty.GptNeoX.dll --model FOLDER</c>, where the folder's <c>model_type</c> is <c>gpt_neox</c>.</summary>
public sealed class GptNeoXPlugin : IKifPlugin
{
    /// <inheritdoc/>
    public void Register(KifCatalog kif) =>
        kif.AddBackbone("gpt_neox", "GPT-NeoX: Pythia and its like", (files, device, dtype) => new GptNeoX(files, device, dtype));
}

/// <summary>
/// A family that Kif does not come with, in one file and from the public API of Kif.Models alone: GPT-NeoX (Black et al. 2022), the layout of Pythia.
/// Attention and feed-forward layers read the same input, a quarter of each head is rotated, and one map computes queries, keys and values head by head.
/// </summary>
public sealed class GptNeoX : IBackbone
{
    private readonly BackboneLayout layout = new();
    private readonly Layer[] layers;
    private readonly (int Gain, int Bias) last;
    private readonly int tokens, head, width, heads, rotated, pad;
    private readonly double theta, epsilon;
    private readonly bool parallel;

    /// <summary>Reads the configuration, then the weights.</summary>
    public GptNeoX(BackboneFiles files, Device device, ScalarType dtype)
    {
        ConfigFile config = files.Config;
        (Device, DType, width, heads, pad) = (device, dtype, config.Size("hidden_size"), config.Size("num_attention_heads"), config.Int("pad_token_id", 0));
        if (width % heads != 0) throw config.Refuse("num_attention_heads", $"a divisor of hidden_size, {width}");
        if (config.String("hidden_act", "gelu") != "gelu") throw config.RefuseName("hidden_act", ["gelu"]);
        if (config.Section("rope_scaling") is not null) throw config.Refuse("rope_scaling", "null");
        if (config.Bool("tie_word_embeddings", false)) throw config.Refuse("tie_word_embeddings", "false");
        ConfigFile rope = config.Section("rope_parameters") ?? config;
        double share = rope.Double("partial_rotary_factor", config.Double("rotary_pct", 0.25));
        rotated = (int)(width / heads * share);
        if (rotated < 2 || rotated % 2 != 0 || rotated > width / heads) throw config.Refuse("rotary_pct", "a share that rotates an even number of elements");
        (theta, epsilon, parallel) = (rope.Double("rope_theta", config.Double("rotary_emb_base", 10000)), config.Double("layer_norm_eps", 1e-5),
            config.Bool("use_parallel_residual", true));
        EndIds = config.Ints("eos_token_id");
        tokens = layout.Weight("gpt_neox.embed_in", [config.Size("vocab_size"), width]);
        layers = [.. Enumerable.Range(0, config.SizeUpTo(1000, "num_hidden_layers")).Select(i => Declare(i, config.Size("intermediate_size")))];
        last = Norm("gpt_neox.final_layer_norm", null);
        head = layout.Weight("embed_out", [config.Size("vocab_size"), width]);
        // Old checkpoints hold their causal masks and frequencies, too.
        Tensors = layout.Load(files.Weights, device, dtype, name => name.EndsWith(".attention.bias", StringComparison.Ordinal)
            || name.EndsWith(".attention.masked_bias", StringComparison.Ordinal) || name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public string ModelType => "gpt_neox";

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
    public IReadOnlyList<string> DefaultLoraTargets => ["query_key_value"];

    /// <inheritdoc/>
    public IReadOnlyList<int> EndIds { get; }

    /// <inheritdoc/>
    public int LabelShift => 1;

    /// <inheritdoc/>
    public int? MaxPositions => null;

    /// <inheritdoc/>
    public TokenBatch Collate(IReadOnlyList<EncodedExample> examples)
    {
        if (examples.Count == 0 || examples.Any(e => e.Source.Length == 0 || e.Target.Length == 0))
            throw new ArgumentException("a batch needs examples, and each needs a source and a target");
        // Of a conversation, earlier answers in the source are learned too.
        int[][] labels = [.. examples.Select(e =>
            (int[])[.. e.Source.Select((id, i) => e.LabeledPositions?.Contains(i) == true ? id : EncodedExample.IgnoreIndex), .. e.Target])];
        (Tensor ids, Tensor mask) = Pad([.. examples.Select(e => (int[])[.. e.Source, .. e.Target.Select(id => id == EncodedExample.IgnoreIndex ? pad : id)])]);
        return new TokenBatch(ids, mask, Matrix(labels, EncodedExample.IgnoreIndex), labels.Sum(row => row.LongCount(id => id != EncodedExample.IgnoreIndex)));
    }

    /// <inheritdoc/>
    public Tensor Hidden(ForwardPass pass, TokenBatch batch) => Hidden(pass, batch.InputIds, batch.AttentionMask);

    /// <inheritdoc/>
    public Tensor Head(ForwardPass pass, Tensor rows) => nn.functional.linear(rows, pass.Weight(head));

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
        (Tensor Cos, Tensor Sin) rotation = Rotation(mask.cumsum(1).sub(1).clamp_min(0));
        Tensor x = pass.Weight(tokens).index_select(0, ids.reshape(-1));
        Tensor hidden = torch.ones(length, length, dtype: ScalarType.Bool, device: ids.device).triu(1).logical_or(mask.eq(0).view(rows, 1, 1, length));
        Tensor bias = torch.zeros(hidden.shape, dtype: x.dtype, device: x.device).masked_fill(hidden, DType == ScalarType.Float16 ? -3e4 : -1e38);
        x = pass.Dropout(x);
        foreach (Layer layer in layers)
        {
            Tensor attended = pass.Dropout(Attend(pass, layer, Norm(pass, layer.Before, x), rotation, bias));
            Tensor between = parallel ? x : x + attended;
            x = x + attended + pass.Dropout(pass.Linear(layer.Narrow, nn.functional.gelu(pass.Linear(layer.Wide, Norm(pass, layer.Between, between)))));
        }
        return Norm(pass, last, x).view(rows, length, width);
    }

    private Tensor Attend(ForwardPass pass, Layer layer, Tensor x, (Tensor Cos, Tensor Sin) rotation, Tensor bias)
    {
        (long rows, long length) = (bias.shape[0], bias.shape[^1]);
        Tensor[] qkv = pass.Linear(layer.Into, x).view(rows, length, heads, 3, width / heads).permute(3, 0, 2, 1, 4).unbind(0);
        Tensor scores = (Rotate(qkv[0], rotation) * Math.Pow(width / heads, -0.5)).matmul(Rotate(qkv[1], rotation).transpose(-2, -1)) + bias;
        return pass.Linear(layer.Back, pass.Dropout(nn.functional.softmax(scores, -1)).matmul(qkv[2]).transpose(1, 2).reshape(-1, width));
    }

    /// <summary>Computes cosines and sines of positions, [rows, length] to twice [rows, 1, length, rotated].</summary>
    private (Tensor Cos, Tensor Sin) Rotation(Tensor positions)
    {
        Tensor speeds = torch.tensor(Enumerable.Range(0, rotated / 2).Select(i => Math.Pow(theta, -2.0 * i / rotated)).ToArray(), device: positions.device);
        Tensor angles = positions.to_type(ScalarType.Float64).unsqueeze(-1) * speeds;
        angles = torch.cat([angles, angles], -1).unsqueeze(1);
        return (angles.cos().to_type(DType), angles.sin().to_type(DType));
    }

    private Tensor Rotate(Tensor x, (Tensor Cos, Tensor Sin) rotation)
    {
        Tensor turned = x.narrow(-1, 0, rotated), half = torch.cat([-turned.narrow(-1, rotated / 2, rotated / 2), turned.narrow(-1, 0, rotated / 2)], -1);
        return torch.cat([turned * rotation.Cos + half * rotation.Sin, x.narrow(-1, rotated, x.shape[^1] - rotated)], -1);
    }

    private Tensor Norm(ForwardPass pass, (int Gain, int Bias) norm, Tensor x) =>
        nn.functional.layer_norm(x, [width], pass.Weight(norm.Gain), pass.Weight(norm.Bias), epsilon);

    private Layer Declare(int number, long wide)
    {
        string path = $"gpt_neox.layers.{number}";
        LinearModule Map(string name, long inputs, long outputs, int? split = null, bool atInput = false) => layout.Linear(
            new ModuleInfo($"{path}.{name}", number, split) { HeadsAtInput = atInput }, inputs, outputs, bias: true, transposed: false);
        return new(Norm($"{path}.input_layernorm", number), Norm($"{path}.post_attention_layernorm", number),
            Map("attention.query_key_value", width, 3 * width, heads), Map("attention.dense", width, width, heads, true),
            Map("mlp.dense_h_to_4h", width, wide), Map("mlp.dense_4h_to_h", wide, width));
    }

    private (int Gain, int Bias) Norm(string path, int? layer) =>
        (layout.Norm(path, width, layer), layout.Add(new($"{path}.bias", new(path, layer), ParameterRole.Bias, [width], false)));

    private (Tensor Ids, Tensor Mask) Pad(int[][] rows) => (Matrix(rows, pad), Matrix([.. rows.Select(r => r.Select(_ => 1).ToArray())], 0));

    private Tensor Matrix(int[][] rows, long filler)
    {
        int longest = rows.Max(r => r.Length);
        return torch.tensor([.. rows.SelectMany(r => r.Select(i => (long)i).Concat(Enumerable.Repeat(filler, longest - r.Length)))], [rows.Length, longest],
            device: Device).DetachFromDisposeScope();
    }

    private sealed record Layer(
        (int, int) Before, (int, int) Between, LinearModule Into, LinearModule Back, LinearModule Wide, LinearModule Narrow);

    /// <summary>Decoding without a cache: every step reads the whole text again. Short and right, and slow for long answers.</summary>
    private sealed class ReadAgain(GptNeoX model, ForwardPass pass, List<int>[] texts) : IDecoding
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
