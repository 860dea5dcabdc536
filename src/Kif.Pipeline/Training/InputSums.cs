namespace Kif;

/// <summary>Sums x xᵀ over the inputs of linear maps, in float64; maps that read the same tensor have one sum.</summary>
/// <param name="padding">Whether padding counts.</param>
internal sealed class InputSums(bool padding) : IInputObserver, IDisposable
{
    private readonly Dictionary<Tensor, string> seen = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> owners = [];
    private readonly Dictionary<string, (Tensor Sum, long Tokens)> sums = [];

    public bool CountsPadding => padding;

    /// <exception cref="InvalidOperationException">Maps read the same tensor in one pass and different ones in another.</exception>
    public void Observe(string module, Tensor input)
    {
        bool first = !seen.TryGetValue(input, out string? owner);
        if (first) seen[input] = owner = module;
        if (!owners.TryAdd(module, owner!) && owners[module] != owner)
            throw new InvalidOperationException($"the map '{module}' had the input of '{owners[module]}' in one forward pass and not in another");
        if (!first) return;
        using var scope = torch.NewDisposeScope();
        Tensor rows = input.detach().flatten(0, -2).to_type(ScalarType.Float64), product = rows.t().mm(rows);
        if (sums.TryGetValue(module, out (Tensor Sum, long Tokens) before)) sums[module] = (before.Sum.add_(product), before.Tokens + rows.shape[0]);
        else sums[module] = (product.DetachFromDisposeScope(), rows.shape[0]);
    }

    /// <summary>Ends a forward pass: another one has tensors of its own.</summary>
    public void EndPass() => seen.Clear();

    /// <summary>Returns the means, [inputs, inputs] each, in the caller's scope.</summary>
    public IReadOnlyDictionary<string, Tensor> Means()
    {
        Dictionary<string, Tensor> means = sums.ToDictionary(s => s.Key, s => s.Value.Sum / s.Value.Tokens);
        return owners.ToDictionary(o => o.Key, o => means[o.Value]);
    }

    public void Dispose()
    {
        foreach ((Tensor sum, _) in sums.Values) sum.Dispose();
    }
}
