namespace Kif.Pipeline.State;

/// <summary>
/// A state as two files: <c>state.safetensors</c> (tensors by path) and <c>state.json</c> (plain values by path). <see cref="StateSize"/> counts the same
/// bytes; names and headers are extra.
/// </summary>
public static class StateFolder
{
    /// <summary>Writes a state; existing files are replaced.</summary>
    /// <param name="state">The state; only read.</param>
    /// <param name="path">The folder; created if missing.</param>
    /// <returns>Bytes of tensors and values, without names and headers.</returns>
    public static long Write(IStateful state, string path)
    {
        using StateSnapshot pieces = StateSnapshot.Of(state);
        return pieces.Write(path);
    }

    /// <summary>Reads a saved state into one of the same structure.</summary>
    /// <param name="state">Receives the pieces; tensors that it holds are disposed.</param>
    /// <param name="space">The space that its vectors must belong to.</param>
    /// <param name="device">The device of the tensors.</param>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidDataException">A file or piece is missing, does not fit, or does not belong to the state; the message names it.</exception>
    public static void Read(IStateful state, ParameterSpace space, Device device, string path)
    {
        using var files = new StateFiles(path);
        var asked = new HashSet<string>();
        state.Visit(new StateReader("", files, space, device, asked));
        if (files.Values.Keys.Concat(files.Tensors?.Names ?? []).FirstOrDefault(name => !asked.Contains(name)) is { } stray)
            throw new InvalidDataException($"{path}: '{ShownText.Of(stray)}' belongs to no part of this strategy");
    }
}
