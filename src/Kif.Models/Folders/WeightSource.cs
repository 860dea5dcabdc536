using Kif.Models.Files;
using Kif.Models.Safetensors;

namespace Kif.Models.Folders;

/// <summary>
/// The weights of a model folder, taken one by one by the model that is built from them. It remembers which were taken, so that
/// none can be forgotten without notice.
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

    /// <summary>Whether there is such a weight.</summary>
    public bool Contains(string name) => files.FileOf(name) is not null;

    /// <summary>The sizes of a weight; null if there is no such weight.</summary>
    public IReadOnlyList<long>? Shape(string name) => files.FileOf(name)?.Info(name).Shape;

    /// <summary>
    /// Loads a weight in the wanted type, on the wanted device. The caller disposes it; it stays valid after this source is disposed.
    /// A weight may be taken more than once. Where nothing had to be converted it lies in a private mapping of its file.
    /// </summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="shape">The sizes it must have; none for a single number.</param>
    /// <exception cref="InvalidDataException">There is no such weight (the message names the nearest), it has other sizes, or it does not hold floating-point numbers.</exception>
    public Tensor Take(string name, params long[] shape) => TryTake(name, shape)
        ?? throw new InvalidDataException($"'{files.Folder}' has no weight '{name}' of shape [{string.Join(", ", shape)}].{NearestName.Hint(name, files.Names)}");

    /// <summary>As <see cref="Take"/>, but null if there is no such weight.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="shape">The sizes it must have; none for a single number.</param>
    /// <exception cref="InvalidDataException">It has other sizes, or does not hold floating-point numbers.</exception>
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

    /// <summary>Checks that the model has taken every weight there is.</summary>
    /// <param name="mayRemain">Says which names need not be taken, such as copies of a tied weight; null for none.</param>
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
