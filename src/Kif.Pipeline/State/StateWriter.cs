namespace Kif.Pipeline.State;

/// <summary>The visitor that collects a state under the path of each piece; tensors are borrowed until they are written.</summary>
internal sealed class StateWriter(string prefix, Dictionary<string, Tensor> tensors, Dictionary<string, byte[]> values) : IStateVisitor
{
    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        if (tensor is not null && !tensors.TryAdd(prefix + name, tensor)) throw Twice(name);
    }

    public void Value<T>(string name, ref T value)
    {
        if (!values.TryAdd(prefix + name, StateJson.Write(value))) throw Twice(name);
    }

    public void Child(string name, IStateful child) => child.Visit(new StateWriter($"{prefix}{name}/", tensors, values));

    private InvalidOperationException Twice(string name) => new($"two pieces of state are named '{prefix}{name}'");
}
