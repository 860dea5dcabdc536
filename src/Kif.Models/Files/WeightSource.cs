namespace Kif.Models;

/// <summary>The named weights of a checkpoint. A source records the weights that were taken, so that the others can be reported.</summary>
public interface IWeightSource
{
    /// <summary>Whether there is a weight of that name.</summary>
    bool Contains(string name);

    /// <summary>Returns the shape of a weight without loading it; null if there is no such weight or its shape is not known in advance.</summary>
    IReadOnlyList<long>? Shape(string name) => null;

    /// <summary>Loads a weight in its stored type; the caller owns the tensor.</summary>
    /// <param name="name">Its name in the checkpoint.</param>
    /// <param name="shape">The required shape.</param>
    /// <exception cref="InvalidDataException">There is no such weight, or it has another shape; the message names it.</exception>
    Tensor Take(string name, params long[] shape);

    /// <summary>Checks that all weights were taken.</summary>
    /// <param name="mayRemain">Selects the names that need not be taken; null for none.</param>
    /// <exception cref="InvalidDataException">A weight was not taken; the message names it.</exception>
    void AssertAllTaken(Func<string, bool>? mayRemain = null);
}

/// <summary>
/// The weights of a model folder, which a model takes one by one while it is built. The source records those taken, so that a forgotten one is
/// detected.
/// </summary>
internal sealed class WeightSource : IWeightSource, IDisposable
{
    private readonly WeightFiles files;
    private readonly ScalarType type;
    private readonly Device device;
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    internal WeightSource(WeightFiles files, ScalarType type, Device device) => (this.files, this.type, this.device) = (files, type, device);

    /// <summary>The names of all weights, in ordinal order.</summary>
    public IEnumerable<string> Names => files.Names.Order(StringComparer.Ordinal);

    /// <summary>Whether there is a weight of that name.</summary>
    public bool Contains(string name) => files.FileOf(name) is not null;

    /// <summary>Returns the shape of a weight; null if there is no such weight.</summary>
    public IReadOnlyList<long>? Shape(string name) => files.FileOf(name)?.Info(name).Shape;

    /// <summary>
    /// Loads a weight in this source's type, on its device. The caller disposes it; it stays valid after this source is disposed.
    /// A weight may be taken more than once. An unconverted weight may be a private memory mapping of its file.
    /// </summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="shape">The required shape; empty for a single number.</param>
    /// <exception cref="InvalidDataException">
    /// There is no such weight (the message names the nearest), its shape differs, or it has no floating-point numbers.
    /// </exception>
    public Tensor Take(string name, params long[] shape) => TryTake(name, shape)
        ?? throw new InvalidDataException(
            files.Absent.GetValueOrDefault(name)
            ?? $"'{files.Folder}' has no weight '{name}' of shape [{string.Join(", ", shape)}].{NearestName.Hint(name, files.Names)}");

    /// <summary>Same as <see cref="Take"/>, but returns null if there is no such weight.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="shape">The required shape; empty for a single number.</param>
    /// <exception cref="InvalidDataException">Its shape differs, or it has no floating-point numbers.</exception>
    public Tensor? TryTake(string name, params long[] shape)
    {
        if (files.FileOf(name) is not { } file) return null;
        SafetensorsInfo info = file.Info(name);
        if (!info.Shape.SequenceEqual(shape))
        {
            throw new InvalidDataException($"'{file.Path}': '{name}' has shape [{string.Join(", ", info.Shape)}], wanted [{string.Join(", ", shape)}].");
        }
        if (info.Type is not (ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float64))
        {
            throw new InvalidDataException(
                $"'{file.Path}': '{name}' is of type {info.Type}; weights are F32, F16, BF16 or F64. Quantized models are not supported.");
        }
        taken.Add(name);
        return file.Load(name, type, device);
    }

    /// <summary>Checks that the model has taken every weight.</summary>
    /// <param name="mayRemain">Selects the names that need not be taken, such as copies of a tied weight; null for none.</param>
    /// <exception cref="InvalidDataException">Weights are left over; the message names them.</exception>
    public void AssertAllTaken(Func<string, bool>? mayRemain = null)
    {
        const int shown = 8;
        if (files.Absent.FirstOrDefault(a => mayRemain?.Invoke(a.Key) != true) is { Value: { } fault }) throw new InvalidDataException(fault);
        string[] left = [.. Names.Where(name => !taken.Contains(name) && mayRemain?.Invoke(name) != true)];
        if (left.Length == 0) return;
        throw new InvalidDataException($"'{files.Folder}' has {left.Length} weights that the model does not know: "
            + string.Join(", ", left.Take(shown).Select(name => DisplayText.Of(name))) + (left.Length > shown ? ", …" : "."));
    }

    /// <summary>Closes the files. Taken weights stay valid.</summary>
    public void Dispose() => files.Dispose();
}

/// <summary>A checkpoint that is opened when the first weight is requested, so that an invalid configuration is rejected earlier.</summary>
internal sealed class DeferredWeights(Func<WeightSource> open) : IWeightSource, IDisposable
{
    private readonly Lazy<WeightSource> source = new(open);

    public bool Contains(string name) => source.Value.Contains(name);

    public IReadOnlyList<long>? Shape(string name) => source.Value.Shape(name);

    public Tensor Take(string name, params long[] shape) => source.Value.Take(name, shape);

    public void AssertAllTaken(Func<string, bool>? mayRemain = null) => source.Value.AssertAllTaken(mayRemain);

    public void Dispose()
    {
        if (source.IsValueCreated) source.Value.Dispose();
    }
}

/// <summary>A checkpoint in which some weights have other names than in the model.</summary>
/// <param name="source">The checkpoint.</param>
/// <param name="names">The names that a weight of the model may have in the checkpoint, in order of preference.</param>
internal sealed class RenamedWeights(IWeightSource source, Func<string, IEnumerable<string>> names) : IWeightSource
{
    public bool Contains(string name) => Stored(name) is not null;

    public IReadOnlyList<long>? Shape(string name) => Stored(name) is { } stored ? source.Shape(stored) : null;

    public Tensor Take(string name, params long[] shape) => source.Take(Stored(name) ?? name, shape);

    public void AssertAllTaken(Func<string, bool>? mayRemain = null) => source.AssertAllTaken(mayRemain);

    private string? Stored(string name) => names(name).FirstOrDefault(source.Contains);
}
