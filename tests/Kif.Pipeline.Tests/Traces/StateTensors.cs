namespace Kif.Pipeline.Tests.Traces;

/// <summary>The tensors of a state by name.</summary>
internal sealed class StateTensors : IStateVisitor
{
    public Dictionary<string, Tensor> Seen { get; } = [];

    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        if (tensor is not null) Seen[name] = tensor;
    }

    public void Value<T>(string name, ref T value) { }

    public void Child(string name, IStateful child) => child.Visit(this);
}
