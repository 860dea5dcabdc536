using Kif.Models.Files;
using Kif.Models.Safetensors;

namespace Kif.Models.Folders;

/// <summary>
/// The weights of a model folder, which a model takes one by one while it is built. The source records those taken, so that a forgotten one is
/// detected.
/// </summary>
public sealed class WeightSource : IWeightSource, IDisposable
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
        ?? throw new InvalidDataException($"'{files.Folder}' has no weight '{name}' of shape [{string.Join(", ", shape)}].{NearestName.Hint(name, files.Names)}");

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
            throw new InvalidDataException($"'{file.Path}': '{name}' is of type {info.Type}; weights are F32, F16, BF16 or F64. Quantized models are not supported.");
        }
        taken.Add(name);
        return file.Load(name, type, device);
    }

    /// <summary>Checks that the model has taken every weight.</summary>
    /// <param name="mayRemain">Tells the names that need not be taken, such as copies of a tied weight; null for none.</param>
    /// <exception cref="InvalidDataException">Weights are left over; the message names them.</exception>
    public void AssertAllTaken(Func<string, bool>? mayRemain = null)
    {
        const int shown = 8;
        string[] left = [.. Names.Where(name => !taken.Contains(name) && mayRemain?.Invoke(name) != true)];
        if (left.Length == 0) return;
        throw new InvalidDataException($"'{files.Folder}' has {left.Length} weights that the model does not know: "
            + string.Join(", ", left.Take(shown).Select(name => ShownText.Of(name))) + (left.Length > shown ? ", …" : "."));
    }

    /// <summary>Closes the files. Taken weights stay valid.</summary>
    public void Dispose() => files.Dispose();
}
