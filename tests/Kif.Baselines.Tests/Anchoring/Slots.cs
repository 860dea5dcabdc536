namespace Kif.Baselines.Tests.Anchoring;

/// <summary>Reads a state into arrays, or writes such arrays into a state.</summary>
internal sealed class Slots : IStateVisitor
{
    private readonly Dictionary<string, (double[] Elements, long[] Shape)?> slots = [];

    public bool Writes { get; set; }

    public double[] this[string name] => slots[name]!.Value.Elements;

    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        if (!Writes) slots[name] = tensor is null ? null : (tensor.data<double>().ToArray(), tensor.shape);
        else tensor = slots[name] is { } slot ? torch.tensor(slot.Elements, slot.Shape).DetachFromDisposeScope() : null;
    }

    public void Value<T>(string name, ref T value) { }

    public void Child(string name, IStateful child) => child.Visit(this);
}
