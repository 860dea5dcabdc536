namespace Kif.Pipeline.State;

/// <summary>
/// A state as two files: <c>state.safetensors</c> (tensors by path) and <c>state.json</c> (plain values by path). What is written is what
/// <see cref="StateSize"/> counts; names and headers come on top.
/// </summary>
public static class StateFolder
{
    /// <summary>Writes a state; files that are there are replaced.</summary>
    /// <param name="state">The state; only read.</param>
    /// <param name="path">The folder; made where it is missing.</param>
    /// <returns>Bytes of tensors and values, without names and headers.</returns>
    public static long Write(IStateful state, string path)
    {
        using StateSnapshot pieces = StateSnapshot.Of(state);
        return pieces.Write(path);
    }

    /// <summary>Puts a saved state back into one of the same make.</summary>
    /// <param name="state">Receives the pieces; tensors that it holds are disposed.</param>
    /// <param name="space">The space that its vectors must belong to.</param>
    /// <param name="device">Where tensors go.</param>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidDataException">A file or piece is missing, does not fit, or is asked for by nobody; the message names it.</exception>
    public static void Read(IStateful state, ParameterSpace space, Device device, string path)
    {
        using var files = new StateFiles(path);
        var asked = new HashSet<string>();
        state.Visit(new StateReader("", files, space, device, asked));
        if (files.Values.Keys.Concat(files.Tensors?.Names ?? []).FirstOrDefault(name => !asked.Contains(name)) is { } stray)
            throw new InvalidDataException($"{path}: '{ShownText.Of(stray)}' belongs to no part of this strategy");
    }
}
