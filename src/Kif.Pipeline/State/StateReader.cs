using System.Text;
using System.Text.Json;

namespace Kif.Pipeline.State;

/// <summary>The visitor that reads a saved state, piece by piece, and records the requested names.</summary>
internal sealed class StateReader(string prefix, StateFiles files, ParameterSpace space, Device device, HashSet<string> asked) : IStateVisitor
{
    public void Vector(string name, ref Tensor? vector)
    {
        Tensor(name, ref vector);
        try
        {
            if (vector is not null) space.Check(vector);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{files.Path}: '{prefix}{name}' does not fit the model: {e.Message}", e);
        }
    }

    public void Tensor(string name, ref Tensor? tensor)
    {
        tensor?.Dispose();
        tensor = null;
        asked.Add(prefix + name);
        if (files.Tensors is { } saved && saved.Contains(prefix + name)) tensor = saved.Load(prefix + name, device: device).DetachFromDisposeScope();
    }

    public void Value<T>(string name, ref T value)
    {
        asked.Add(prefix + name);
        if (!files.Values.TryGetValue(prefix + name, out JsonElement saved)) throw new InvalidDataException($"{files.Path}: '{prefix}{name}' is missing");
        try
        {
            value = StateJson.Read<T>(Encoding.UTF8.GetBytes(saved.GetRawText()))!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{files.Path}: '{prefix}{name}' is {ShownText.Of(saved.GetRawText())}, which is no {typeof(T).Name}", e);
        }
    }

    public void Child(string name, IStateful child) => child.Visit(new StateReader($"{prefix}{name}/", files, space, device, asked));
}
