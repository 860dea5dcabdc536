namespace Kif;

/// <summary>
/// The immutable layout of a model's trainable parameters in one flat vector. Weights, gradients, importance and
/// anchors are all vectors of such a space, so a strategy does vector algebra and never loops over a dictionary.
/// </summary>
public sealed class ParameterSpace
{
    private readonly long[] lengths;
    private readonly long[][] shapes;
    private readonly Dictionary<string, ParameterInfo> byName = [];

    /// <summary>Lays out the tensors one after the other.</summary>
    /// <param name="parameters">The tensors in their stable order.</param>
    /// <param name="dtype">Float32 or Float64.</param>
    /// <param name="generation">The number of times the model's adapter has grown; spaces of different generations never mix.</param>
    /// <exception cref="ArgumentException">No parameter, a name used twice, an empty tensor, or another dtype.</exception>
    public ParameterSpace(IEnumerable<ParameterInfo> parameters, ScalarType dtype, int generation = 0)
    {
        if (dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException($"trainable parameters are Float32 or Float64, not {dtype}", nameof(dtype));
        var list = new List<ParameterInfo>();
        long offset = 0;
        foreach (ParameterInfo p in parameters)
        {
            var info = new ParameterInfo(p.Name, p.Module, p.Role, [.. p.Shape], p.Decays, p.Aliases) { Offset = offset };
            if (info.Length <= 0) throw new ArgumentException($"parameter '{p.Name}' has the empty shape [{string.Join(", ", p.Shape)}]", nameof(parameters));
            foreach (string name in (p.Aliases ?? []).Prepend(p.Name))
                if (!byName.TryAdd(name, info)) throw new ArgumentException($"two parameters are named '{name}'", nameof(parameters));
            list.Add(info);
            offset += info.Length;
        }
        if (list.Count == 0) throw new ArgumentException("nothing to train: the space has no parameter", nameof(parameters));
        (Parameters, Length, DType, Generation) = (list, offset, dtype, generation);
        lengths = [.. list.Select(p => p.Length)];
        shapes = [.. list.Select(p => p.Shape.ToArray())];
        Fingerprint = Sha256.Of(list.Select(p => $"{p.Name}:{string.Join('x', p.Shape)}").Prepend($"{dtype}/{generation}"))[..16];
    }

    /// <summary>The tensors in order.</summary>
    public IReadOnlyList<ParameterInfo> Parameters { get; }

    /// <summary>The number of elements of the flat vector.</summary>
    public long Length { get; }

    /// <summary>The data type of every vector of this space.</summary>
    public ScalarType DType { get; }

    /// <summary>The number of times the model's adapter has grown.</summary>
    public int Generation { get; }

    /// <summary>A hash of names, shapes, order, type and generation (16 hexadecimal digits) that detects vectors of another space.</summary>
    public string Fingerprint { get; }

    /// <summary>The parameter with the given name or alias.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ParameterInfo this[string name] => byName.TryGetValue(name, out ParameterInfo? found)
        ? found
        : throw new KeyNotFoundException($"no trainable parameter is named '{name}'");

    /// <summary>Whether there is a trainable parameter with the given name or alias.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>Splits <paramref name="flat"/> into views of all parameters; gradients flow through. The caller owns the views.</summary>
    /// <exception cref="ArgumentException">The vector does not belong to this space.</exception>
    public Tensor[] Split(Tensor flat)
    {
        Check(flat);
        return Pieces(flat);
    }

    /// <summary>Splits a vector that was cast to another data type, like <see cref="Split(Tensor)"/>.</summary>
    /// <param name="flat">A vector of this space except for its data type.</param>
    /// <param name="dtype">Its data type.</param>
    /// <exception cref="ArgumentException">The vector has another length or data type.</exception>
    public Tensor[] Split(Tensor flat, ScalarType dtype)
    {
        Check(flat, dtype);
        return Pieces(flat);
    }

    private Tensor[] Pieces(Tensor flat)
    {
        Tensor[] pieces = flat.split(lengths);
        for (int i = 0; i < pieces.Length; i++)
            if (shapes[i].Length != 1) pieces[i] = pieces[i].view(shapes[i]);
        return pieces;
    }

    /// <summary>Returns one parameter as a view of <paramref name="flat"/>, which may have any data type.</summary>
    /// <exception cref="ArgumentException">The vector's length is not that of this space.</exception>
    public Tensor View(Tensor flat, ParameterInfo parameter)
    {
        if (flat.dim() != 1 || flat.shape[0] != Length)
            throw new ArgumentException($"a vector of this space has {Length} elements, not [{string.Join(", ", flat.shape)}]", nameof(flat));
        return flat.narrow(0, parameter.Offset, parameter.Length).view([.. parameter.Shape]);
    }

    /// <summary>Creates a vector of zeros.</summary>
    public Tensor Zeros(Device? device = null) => torch.zeros(Length, dtype: DType, device: device);

    /// <summary>Throws if a tensor is not a vector of this space.</summary>
    /// <exception cref="ArgumentException">Wrong number of dimensions, length or data type.</exception>
    public void Check(Tensor flat) => Check(flat, DType);

    private void Check(Tensor flat, ScalarType dtype)
    {
        if (flat.dim() != 1 || flat.shape[0] != Length || flat.dtype != dtype)
            throw new ArgumentException($"a vector of this space is {dtype} [{Length}], not {flat.dtype} [{string.Join(", ", flat.shape)}]", nameof(flat));
    }
}

/// <summary>One trainable tensor, which a model declares and its <see cref="ParameterSpace"/> lays out in the flat vector.</summary>
/// <param name="Name">Its PEFT or Hugging Face name.</param>
/// <param name="Module">Its module.</param>
/// <param name="Role">Its role.</param>
/// <param name="Shape">Its shape, row-major; every size positive.</param>
/// <param name="Decays">Whether weight decay applies to it. Default: true.</param>
/// <param name="Aliases">Further names of the same (tied) tensor; null for none.</param>
public sealed record ParameterInfo(
    string Name, ModuleInfo Module, ParameterRole Role, IReadOnlyList<long> Shape, bool Decays = true, IReadOnlyList<string>? Aliases = null)
{
    /// <summary>The number of elements.</summary>
    public long Length { get; } = Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>The index of its first element in the flat vector of the space that has it; 0 in a declaration.</summary>
    public long Offset { get; internal init; }
}

/// <summary>The role of a trainable tensor.</summary>
public enum ParameterRole
{
    /// <summary>A weight matrix or embedding of the model itself.</summary>
    Weight,

    /// <summary>The LoRA factor A, [rank, inputs].</summary>
    LoraA,

    /// <summary>The LoRA factor B, [outputs, rank].</summary>
    LoraB,

    /// <summary>A bias vector.</summary>
    Bias,

    /// <summary>A normalization weight.</summary>
    Norm,

    /// <summary>Anything else.</summary>
    Other,

    /// <summary>A parameter of an adapter's gate (<see cref="BranchGates"/>).</summary>
    Gate,
}

/// <summary>The module that a trainable tensor belongs to.</summary>
/// <param name="Path">Its Hugging Face path, e.g. <c>encoder.block.0.layer.0.SelfAttention.q</c>.</param>
/// <param name="Layer">The layer's number, counted from 0 within its stack; null outside layers.</param>
/// <param name="Heads">Number of attention heads in the output (or, for output projections, in the input); null elsewhere.</param>
public sealed record ModuleInfo(string Path, int? Layer = null, int? Heads = null)
{
    /// <summary>Whether the heads are in the input, as in an attention's output projection. Default: false, they are in the output.</summary>
    public bool HeadsAtInput { get; init; }

    /// <summary>
    /// The parts of the outputs where one map computes several (queries, keys and values; gate and inner layer), in order: a name and the number of outputs.
    /// Default: empty, the outputs are one part.
    /// </summary>
    public IReadOnlyList<(string Name, long Width)> Slices { get; init; } = [];

    /// <summary>The path of the attention that the heads belong to; null if that is the module's parent.</summary>
    public string? AttentionPath { get; init; }

    /// <summary>Whether the module's own weight is stored as [inputs, outputs]; LoRA factors never are. Default: false.</summary>
    public bool Transposed { get; init; }
}
