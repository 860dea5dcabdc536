namespace Kif;

/// <summary>
/// The visitor that restores a state from a snapshot in memory. A value that the snapshot lacks stays: it belongs to an object of the task that was
/// interrupted, e.g. a tracker, which the part makes anew when the task begins again.
/// </summary>
/// <param name="prefix">The path of the visited object.</param>
/// <param name="tensors">The snapshot's tensors by path; copied.</param>
/// <param name="values">Its plain values by path, as JSON.</param>
internal sealed class SnapshotReader(string prefix, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, byte[]> values) : IStateVisitor
{
    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        Tensor? kept = tensors.GetValueOrDefault(prefix + name)?.detach().clone().DetachFromDisposeScope();
        tensor?.Dispose();
        tensor = kept;
    }

    public void Value<T>(string name, ref T value)
    {
        if (values.TryGetValue(prefix + name, out byte[]? saved)) value = StateJson.Read<T>(saved)!;
    }

    public void Child(string name, IStateful child) => child.Visit(new SnapshotReader($"{prefix}{name}/", tensors, values));
}
