namespace Kif.Models;

/// <summary>The weights and linear maps of a backbone in the order of the Hugging Face model; filled while a backbone is constructed.</summary>
public sealed class BackboneLayout
{
    private readonly List<ParameterInfo> weights = [];
    private readonly List<LinearModule> linears = [];

    /// <summary>All distinct weights; a tied weight once, with its further names as aliases.</summary>
    public IReadOnlyList<ParameterInfo> Weights => weights;

    /// <summary>The linear maps that can get LoRA adapters.</summary>
    public IReadOnlyList<LinearModule> Linears => linears;

    /// <summary>Adds a weight that is neither a norm nor part of a linear map; returns its index.</summary>
    /// <param name="path">The module's path; the weight's name is <c>path.weight</c>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="aliases">Further names; null for none.</param>
    /// <param name="layer">The layer's number, null outside layers.</param>
    public int Weight(string path, long[] shape, IReadOnlyList<string>? aliases = null, int? layer = null) =>
        Add(new($"{path}.weight", new(path, layer), ParameterRole.Weight, shape, true, aliases));

    /// <summary>Adds the gain of a normalization layer, which is exempt from weight decay; returns its index.</summary>
    public int Norm(string path, long size, int? layer = null) =>
        Add(new($"{path}.weight", new(path, layer), ParameterRole.Norm, [size], false));

    /// <summary>Adds a linear map.</summary>
    /// <param name="path">The module's path.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="layer">The layer's number.</param>
    /// <param name="heads">The number of heads that its outputs (inputs, for an output projection) split into; null for none.</param>
    /// <param name="bias">Whether there is a bias. Default: no.</param>
    public LinearModule Linear(string path, long inputs, long outputs, int layer, int? heads = null, bool bias = false) =>
        Linear(new(path, layer, heads), inputs, outputs, bias, false);

    /// <summary>Adds a linear map that may be outside the layers, or stored as [inputs, outputs].</summary>
    /// <param name="module">Path, layer and heads.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="transposed">Whether the weight is stored as [inputs, outputs].</param>
    public LinearModule Linear(ModuleInfo module, long inputs, long outputs, bool bias, bool transposed)
    {
        if (transposed) module = module with { Transposed = true };
        int weight = Add(new($"{module.Path}.weight", module, ParameterRole.Weight, transposed ? [inputs, outputs] : [outputs, inputs]));
        int? offset = bias ? Add(new($"{module.Path}.bias", module, ParameterRole.Bias, [outputs], false)) : null;
        linears.Add(new(linears.Count, module, inputs, outputs, weight, offset, transposed));
        return linears[^1];
    }

    /// <summary>Adds a weight of any kind; returns its index.</summary>
    public int Add(ParameterInfo weight)
    {
        weights.Add(weight);
        return weights.Count - 1;
    }

    /// <summary>Begins a block for <see cref="ForwardPass.Checkpoint"/>: returns its span, still empty.</summary>
    public (Range Weights, Range Linears) BeginBlock() => (weights.Count..weights.Count, linears.Count..linears.Count);

    /// <summary>Ends a block: returns the span, as indices in <see cref="Weights"/> and <see cref="Linears"/>, of everything added since it began.</summary>
    /// <param name="begun">The result of <see cref="BeginBlock"/>.</param>
    public (Range Weights, Range Linears) EndBlock((Range Weights, Range Linears) begun) =>
        (begun.Weights.Start..weights.Count, begun.Linears.Start..linears.Count);

    /// <summary>
    /// Loads all weights in order: contiguous, without gradient, outside any dispose scope. The caller owns them. Every weight of the checkpoint must match.
    /// </summary>
    /// <param name="source">The checkpoint. A weight may be stored under its name or an alias.</param>
    /// <param name="device">The device of the weights.</param>
    /// <param name="dtype">Float32, BFloat16, Float16 or Float64; weights stored in another type are converted.</param>
    /// <param name="mayRemain">Selects the names that may be left over in addition to aliases of loaded weights; null for none.</param>
    /// <exception cref="InvalidDataException">A weight is missing, left over or of another shape; the message names it.</exception>
    /// <exception cref="ArgumentException">The dtype is another one.</exception>
    public Tensor[] Load(IWeightSource source, Device device, ScalarType dtype, Func<string, bool>? mayRemain = null)
    {
        Precision.Check(dtype);
        using var _ = torch.no_grad();
        var tensors = new List<Tensor>(weights.Count);
        try
        {
            foreach (ParameterInfo weight in weights) tensors.Add(Take(weight, source, device, dtype));
            var aliases = weights.SelectMany(w => (w.Aliases ?? []).Append(w.Name)).ToHashSet();
            source.AssertAllTaken(name => aliases.Contains(name) || mayRemain?.Invoke(name) == true);
            return [.. tensors];
        }
        catch
        {
            tensors.ForEach(t => t.Dispose());
            throw;
        }
    }

    private static Tensor Take(ParameterInfo weight, IWeightSource source, Device device, ScalarType dtype)
    {
        string name = source.Contains(weight.Name) ? weight.Name : weight.Aliases?.FirstOrDefault(source.Contains) ?? weight.Name;
        using var scope = torch.NewDisposeScope();
        Tensor stored = source.Take(name, [.. weight.Shape]);
        Tensor converted = stored.to(dtype, device).contiguous();
        if (!ReferenceEquals(stored, converted)) stored.Dispose();
        return converted.detach().DetachFromDisposeScope();
    }
}

/// <summary>A linear map of a backbone, y = x Wᵀ (+ b), that can get a LoRA adapter. Adapters have the same form however W is stored.</summary>
/// <param name="Index">The index in <see cref="IBackbone.Linears"/>.</param>
/// <param name="Module">Path, layer and heads.</param>
/// <param name="Inputs">Number of inputs.</param>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="Weight">Index of W, [outputs, inputs], in <see cref="IBackbone.Weights"/>.</param>
/// <param name="Bias">Index of b; null for no bias.</param>
/// <param name="Transposed">Whether the weight is stored as [inputs, outputs], as in GPT-2.</param>
public sealed record LinearModule(int Index, ModuleInfo Module, long Inputs, long Outputs, int Weight, int? Bias, bool Transposed = false);
