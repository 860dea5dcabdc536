namespace Kif;

/// <summary>A visitor of state that reads, writes, counts or disposes it.</summary>
public interface IStateVisitor
{
    /// <summary>Visits a vector of the model's parameter space (or null); checked against the space's fingerprint when read.</summary>
    void Vector(string name, ref Tensor? vector);

    /// <summary>Visits any other tensor (or null).</summary>
    void Tensor(string name, ref Tensor? tensor);

    /// <summary>Visits a plain value that serializes as JSON: numbers, strings, arrays and records of them.</summary>
    void Value<T>(string name, ref T value);

    /// <summary>Visits the state of a child under its own name.</summary>
    void Child(string name, IStateful child);
}
