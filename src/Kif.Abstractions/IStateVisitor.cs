using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif;

/// <summary>
/// An object that keeps state between tasks. The state is written, read, counted and disposed through one method,
/// so these can't drift apart.
/// </summary>
public interface IStateful
{
    /// <summary>Passes every piece of state to the visitor, always in the same order and under the same names.</summary>
    void Visit(IStateVisitor state);
}

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

    /// <summary>Returns the bytes that a plain value counts for in the size of a state: the length of its JSON text.</summary>
    static long SizeOf<T>(T value) => StateJson.Write(value).Length;
}

/// <summary>A visitor that disposes every tensor of a state and sets its slots to null.</summary>
public sealed class StateDisposal : IStateVisitor
{
    /// <inheritdoc/>
    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    /// <inheritdoc/>
    public void Tensor(string name, ref Tensor? tensor)
    {
        tensor?.Dispose();
        tensor = null;
    }

    /// <inheritdoc/>
    public void Value<T>(string name, ref T value) { }

    /// <inheritdoc/>
    public void Child(string name, IStateful child) => child.Visit(this);
}

/// <summary>A visitor that counts the bytes of a state: tensors by their size in memory, plain values by their JSON text.</summary>
internal sealed class StateSize : IStateVisitor
{
    /// <summary>The bytes counted so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Counts the bytes of a state.</summary>
    public static long Of(IStateful state)
    {
        var size = new StateSize();
        state.Visit(size);
        return size.Bytes;
    }

    /// <inheritdoc/>
    public void Vector(string name, ref Tensor? vector) => Tensor(name, ref vector);

    /// <inheritdoc/>
    public void Tensor(string name, ref Tensor? tensor) => Bytes += tensor is null ? 0 : tensor.NumberOfElements * tensor.ElementSize;

    /// <inheritdoc/>
    public void Value<T>(string name, ref T value) => Bytes += IStateVisitor.SizeOf(value);

    /// <inheritdoc/>
    public void Child(string name, IStateful child) => child.Visit(this);
}

/// <summary>The JSON serialization of a state's plain values, used to count, write and read them.</summary>
internal static class StateJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Serializes a value to UTF-8 JSON; numbers in the shortest form that reads back as the same bits.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Deserializes a value written by <see cref="Write"/>.</summary>
    /// <exception cref="JsonException">The text is not such a value.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> text) => JsonSerializer.Deserialize<T>(text, Options);
}
