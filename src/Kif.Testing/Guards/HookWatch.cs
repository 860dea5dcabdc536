namespace Kif.Testing;

/// <summary>A watch over one part's hooks: compares their arguments before and after, and the part's state with the tensors lent to it.</summary>
internal sealed class HookWatch(string part, IStateful owner, Action<string> changed, Action<string> kept)
{
    /// <summary>Runs a hook and checks its arguments.</summary>
    /// <param name="hook">Its name, for messages.</param>
    /// <param name="lent">Tensors among its arguments, by name.</param>
    /// <param name="lists">Lists among its arguments, by name.</param>
    /// <param name="run">The hook.</param>
    public T Run<T>(string hook, (string Name, Tensor? Tensor)[] lent, (string Name, IEnumerable<object> List)[] lists, Func<T> run)
    {
        byte[]?[] before = [.. lent.Select(l => l.Tensor is null ? null : TensorBits.Of(l.Tensor))];
        object[][] items = [.. lists.Select(l => l.List.ToArray())];
        T result = run();
        for (int i = 0; i < lent.Length; i++)
        {
            if (lent[i].Tensor is not { } tensor) continue;
            if (tensor.IsInvalid) changed($"freed {lent[i].Name}, which were lent to {hook} of the part '{part}'");
            else if (!TensorBits.Of(tensor).AsSpan().SequenceEqual(before[i])) changed($"changed {lent[i].Name}, which were lent to {hook} of the part '{part}'");
        }
        for (int i = 0; i < lists.Length; i++)
            if (!lists[i].List.SequenceEqual(items[i])) changed($"changed {lists[i].Name}, which was lent to {hook} of the part '{part}'");
        foreach ((string name, Tensor? tensor) in lent)
            if (tensor is { IsInvalid: false } && HeldTensors.Sharing(owner, tensor) is { } slot)
                kept($"kept {name} of {hook} itself as '{slot}' of the part '{part}', and no copy of them");
        return result;
    }
}
