namespace Kif.Models.Backbones;

/// <summary>The weights and linear maps of a backbone in the order of the Hugging Face model; filled while a backbone is constructed.</summary>
public sealed class BackboneLayout
{
    private readonly List<ParameterDeclaration> weights = [];
    private readonly List<LinearModule> linears = [];

    /// <summary>All distinct weights; a tied weight once, with its further names as aliases.</summary>
    public IReadOnlyList<ParameterDeclaration> Weights => weights;

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

    /// <summary>Begins a block: returns an empty span at the current end.</summary>
    public BlockSpan Begin() => new(weights.Count..weights.Count, linears.Count..linears.Count);

    /// <summary>Ends a block: returns the span of everything added since it began.</summary>
    public BlockSpan End(BlockSpan begun) => new(begun.Weights.Start..weights.Count, begun.Linears.Start..linears.Count);

    /// <summary>Adds a weight of any kind; returns its index.</summary>
    public int Add(ParameterDeclaration weight)
    {
        weights.Add(weight);
        return weights.Count - 1;
    }
}
