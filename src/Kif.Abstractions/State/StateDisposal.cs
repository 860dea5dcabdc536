namespace Kif;

/// <summary>A visitor that disposes every tensor of a state and sets its slots to null.</summary>
public sealed class StateDisposal : IStateVisitor
{
    /// <inheritdoc/>
    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    /// <inheritdoc/>
    public void Tensor(string name, ref Tensor? tensor)
    {
        tensor?.Dispose();
        tensor = null;
    }

    /// <inheritdoc/>
    public void Value<T>(string name, ref T value) { }

    /// <inheritdoc/>
    public void Child(string name, IStateful child) => child.Visit(this);
}
