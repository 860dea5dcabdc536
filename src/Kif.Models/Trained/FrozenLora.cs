namespace Kif.Models.Trained;

/// <summary>The weights of an adapter that no longer trains: a private copy and its views.</summary>
internal sealed class FrozenLora : IDisposable
{
    /// <summary>Copies a vector of the space.</summary>
    public FrozenLora(ParameterSpace space, Tensor weights)
    {
        using var _ = torch.no_grad();
        Adapter = new(space, weights.detach().clone().DetachFromDisposeScope());
        Views = space.Split(Adapter.Weights);
        foreach (Tensor view in Views) view.DetachFromDisposeScope();
    }

    /// <summary>Space and weights as strategies see them.</summary>
    public FrozenAdapter Adapter { get; }

    /// <summary>Per module A, then B.</summary>
    public Tensor[] Views { get; }

    public void Dispose()
    {
        foreach (Tensor view in Views) view.Dispose();
        Adapter.Weights.Dispose();
    }
}
