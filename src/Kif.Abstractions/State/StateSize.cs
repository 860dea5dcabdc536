namespace Kif;

/// <summary>A visitor that counts the bytes of a state: tensors by their size in memory, plain values by their JSON text.</summary>
public sealed class StateSize : IStateVisitor
{
    /// <summary>The bytes counted so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Counts the bytes of a state.</summary>
    public static long Of(IStateful state)
    {
        var size = new StateSize();
        state.Visit(size);
        return size.Bytes;
    }

    /// <inheritdoc/>
    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    /// <inheritdoc/>
    public void Tensor(string name, ref Tensor? tensor) => Bytes += tensor is null ? 0 : tensor.NumberOfElements * tensor.ElementSize;

    /// <inheritdoc/>
    public void Value<T>(string name, ref T value) => Bytes += StateJson.Write(value).Length;

    /// <inheritdoc/>
    public void Child(string name, IStateful child) => child.Visit(this);
}
