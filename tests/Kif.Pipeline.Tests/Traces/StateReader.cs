namespace Kif.Pipeline.Tests.Traces;

/// <summary>Copies the tensors of a state, by name; the copies belong to the caller's dispose scope.</summary>
internal sealed class StateReader : IStateVisitor
{
    private readonly Dictionary<string, Tensor> tensors = [];

    public static IReadOnlyDictionary<string, Tensor> Of(IStateful state)
    {
        var reader = new StateReader();
        state.Visit(reader);
        return reader.tensors;
    }

    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        if (tensor is not null) tensors[name] = tensor.clone();
    }

    public void Value<T>(string name, ref T value) { }

    public void Child(string name, IStateful child) => child.Visit(this);
}
