using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif.Tests;

/// <summary>Carries a state over to another object as a file would: plain values as text, tensors as copies.</summary>
internal sealed class StateCopy : IStateVisitor
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private readonly Dictionary<string, object?> seen = [];
    private string path = "";
    private bool reading;

    /// <summary>Shows the visitor one state, then has it fill the other.</summary>
    public static void Carry(IStateful from, IStateful to)
    {
        var copy = new StateCopy();
        from.Visit(copy);
        copy.reading = true;
        to.Visit(copy);
        copy.seen.Should().BeEmpty("what was written is read");
    }

    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        if (reading) tensor = (Tensor?)Take(name);
        else seen.Add(path + name, tensor?.clone().DetachFromDisposeScope());
    }

    public void Value<T>(string name, ref T value)
    {
        if (reading) value = JsonSerializer.Deserialize<T>((byte[])Take(name)!, Json)!;
        else seen.Add(path + name, JsonSerializer.SerializeToUtf8Bytes(value, Json));
    }

    public void Child(string name, IStateful child)
    {
        string before = path;
        path += name + "/";
        child.Visit(this);
        path = before;
    }

    private object? Take(string name) =>
        seen.Remove(path + name, out object? value) ? value : throw new InvalidOperationException($"nothing was written under '{path + name}'");
}
