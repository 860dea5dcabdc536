namespace Kif.Models;

/// <summary>The weights of a model by every name that they have, so that one name of a tied matrix can change alone.</summary>
internal sealed class UntiedWeights
{
    private readonly Dictionary<string, Tensor> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> groups = new(StringComparer.Ordinal);
    private readonly List<string> order = [];
    private readonly string? silent;
    private readonly IBackbone backbone;

    /// <summary>Takes a model's weights; they are only read.</summary>
    public UntiedWeights(IBackbone backbone)
    {
        this.backbone = backbone;
        foreach ((ParameterInfo weight, Tensor value) in backbone.Weights.Zip(backbone.Tensors))
        {
            string[] names = [weight.Name, .. weight.Aliases ?? []];
            order.Add(weight.Name);
            foreach (string name in names) (values[name], groups[name]) = (value, names);
        }
        // The stacks of a T5 have embeddings of their own that share the matrix of the module 'shared', which computes nothing.
        silent = backbone.ModelType == "t5" ? "shared.weight" : null;
    }

    /// <summary>All names, a tied weight's together.</summary>
    public IEnumerable<string> Names => order.SelectMany(name => groups[name]);

    /// <summary>The number of rows of a matrix that has another one than in the model: its vocabulary was resized; null if there is none.</summary>
    public long? NewRows => backbone.Weights.FirstOrDefault(w => w.Shape.Count == 2 && values[w.Name].shape[0] != w.Shape[0]) is { } resized
        ? values[resized.Name].shape[0] : null;

    /// <summary>Returns the value of a weight.</summary>
    public Tensor this[string name] => values[name];

    /// <summary>Whether the model has a weight of that name.</summary>
    public bool Contains(string name) => values.ContainsKey(name);

    /// <summary>Whether a weight belongs to a module that takes no part in the forward pass.</summary>
    public bool IsSilent(string name) => name == silent;

    /// <summary>Returns all names of a weight, the main one first.</summary>
    public IReadOnlyList<string> Tied(string name) => groups[name];

    /// <summary>Replaces a weight under that name only; a vector, such as a bias, under all its names.</summary>
    public void Set(string name, Tensor value)
    {
        if (value.dim() < 2)
            SetAll(name, value);
        else
            values[name] = value;
    }

    /// <summary>Replaces a weight under all its names.</summary>
    public void SetAll(string name, Tensor value)
    {
        foreach (string tied in groups[name]) values[tied] = value;
    }

    /// <summary>Adds a weight that the model lacks.</summary>
    public void Add(string name, Tensor value)
    {
        order.Add(name);
        (values[name], groups[name]) = (value, [name]);
    }

    /// <summary>Makes one matrix of those that were tied and have changed alike up to rounding.</summary>
    public void TieAgain()
    {
        foreach (string name in order)
            if (groups[name].Count > 1 && groups[name].All(tied => Close(values[tied], values[name]))) SetAll(name, values[name]);
    }

    /// <summary>Collects the weights, a tied one under its main name.</summary>
    public IReadOnlyDictionary<string, Tensor> Collect()
    {
        // What computes nothing follows what does: the stacks if they agree, since transformers 4 has one embedding for both.
        foreach (string name in order.Where(IsSilent))
        {
            string[] stacks = [.. groups[name].Where(tied => tied != name && tied.EndsWith(".embed_tokens.weight", StringComparison.Ordinal))];
            if (stacks.Length > 0 && stacks.All(stack => Same(values[stack], values[stacks[0]]))) values[name] = values[stacks[0]];
        }
        return Names.Where(name => name == groups[name][0] || !Same(values[name], values[groups[name][0]])).ToDictionary(name => name, name => values[name]);
    }

    /// <summary>Whether two tensors have the same numbers.</summary>
    public static bool Same(Tensor one, Tensor two)
    {
        if (ReferenceEquals(one, two)) return true;
        using var scope = torch.NewDisposeScope();
        return one.shape.SequenceEqual(two.shape) && one.eq(two).all().item<bool>();
    }

    private static bool Close(Tensor one, Tensor two)
    {
        if (ReferenceEquals(one, two)) return true;
        using var scope = torch.NewDisposeScope();
        return one.shape.SequenceEqual(two.shape) && (one - two).abs().max().item<float>() <= 1e-5f * two.abs().max().item<float>();
    }
}
