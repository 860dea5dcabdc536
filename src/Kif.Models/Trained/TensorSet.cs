namespace Kif.Models.Trained;

/// <summary>Tensors that are disposed together.</summary>
internal sealed record TensorSet(Tensor[] Tensors) : IDisposable
{
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors) tensor.Dispose();
    }
}
