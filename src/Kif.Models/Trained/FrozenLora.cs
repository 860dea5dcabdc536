namespace Kif.Models.Trained;

/// <summary>The weights of a frozen adapter: a private copy and its views.</summary>
internal sealed class FrozenLora : IDisposable
{
    /// <summary>Copies a vector of the space, for a model that computes in the given type.</summary>
    public FrozenLora(ParameterSpace space, Tensor weights, ScalarType dtype)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Adapter = new(space, weights.detach().clone().DetachFromDisposeScope());
        Views = space.Split(Adapter.Weights);
        foreach (Tensor view in Views) view.DetachFromDisposeScope();
        Cast = Views;
        if (dtype == space.DType) return;
        Cast = space.Split(Adapter.Weights.to_type(dtype), dtype);
        foreach (Tensor view in Cast) view.DetachFromDisposeScope();
    }

    /// <summary>The space and weights as strategies use them.</summary>
    public FrozenAdapter Adapter { get; }

    /// <summary>The factors: per module A, then B.</summary>
    public Tensor[] Views { get; }

    /// <summary>The factors in the type that the model computes in.</summary>
    public Tensor[] Cast { get; }

    public void Dispose()
    {
        foreach (Tensor view in ReferenceEquals(Views, Cast) ? Views : [.. Views, .. Cast]) view.Dispose();
        Adapter.Weights.Dispose();
    }
}
