namespace Kif;

/// <summary>What is done with a state: reading, writing, counting or disposing it.</summary>
public interface IStateVisitor
{
    /// <summary>A vector of the model's parameter space (or null); checked against the space's fingerprint when read.</summary>
    void Vector(string name, ref Tensor? vector);

    /// <summary>Any other tensor (or null).</summary>
    void Tensor(string name, ref Tensor? tensor);

    /// <summary>A plain value that serialises as JSON: numbers, strings, arrays of them, records of them.</summary>
    void Value<T>(string name, ref T value);

    /// <summary>The state of a part under a name of its own.</summary>
    void Child(string name, IStateful child);
}
