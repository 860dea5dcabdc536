namespace Kif.Testing;

/// <summary>The tensors of an object's state.</summary>
internal sealed class HeldTensors : IStateVisitor
{
    private readonly List<(string Name, Tensor Tensor)> found = [];

    private HeldTensors() { }

    /// <summary>Finds the piece of state that shares memory with a tensor and returns its name; null if none does.</summary>
    public static string? Sharing(IStateful owner, Tensor tensor)
    {
        var held = new HeldTensors();
        owner.Visit(held);
        return held.found.FirstOrDefault(h => Shares(h.Tensor, tensor)).Name;
    }

    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        if (tensor is not null) found.Add((name, tensor));
    }

    public void Value<T>(string name, ref T value) { }

    public void Child(string name, IStateful child) => child.Visit(this);

    private static bool Shares(Tensor one, Tensor other)
    {
        if (one.IsInvalid || other.IsInvalid || !one.is_contiguous() || !other.is_contiguous() || one.NumberOfElements == 0 || other.NumberOfElements == 0) return false;
        Span<byte> a = one.bytes, b = other.bytes;
        return a.Overlaps(b);
    }
}
