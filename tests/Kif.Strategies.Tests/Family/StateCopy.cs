namespace Kif.Strategies.Tests.Family;

/// <summary>Writes a state into dictionaries, and reads it from them.</summary>
internal sealed class StateCopy : IStateVisitor
{
    public Dictionary<string, object?> Values { get; } = [];

    public bool Reads { get; set; }

    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    public void Tensor(string name, ref Tensor? tensor)
    {
        if (Reads) tensor = ((Tensor?)Values[name])?.clone();
        else Values[name] = tensor?.clone();
    }

    public void Value<T>(string name, ref T value)
    {
        if (Reads) value = (T)Values[name]!;
        else Values[name] = value;
    }

    public void Child(string name, IStateful child) => child.Visit(this);
}
