namespace Kif.Models;

/// <summary>
/// Writes models and adapters as GGUF files for llama.cpp and what is built on it. What that runtime would compute otherwise without a word is written in the
/// form that is right, or refused.
/// </summary>
public static class GgufExport
{
    /// <summary>Writes a LoRA adapter; the runtime adds it to the model that it was trained on.</summary>
    /// <param name="model">The folder of the model that it was trained on.</param>
    /// <param name="adapter">A PEFT folder.</param>
    /// <param name="path">The file; an existing GGUF file is replaced, and nothing is left of one that fails.</param>
    /// <param name="notes">Receives what a user should know of the file, a sentence each; null if nobody asks.</param>
    /// <returns>One line about the adapter.</returns>
    /// <exception cref="InvalidDataException">
    /// A file is damaged, adapter and model do not fit, or llama.cpp can't do what the adapter does; the message names file, field and the way out.
    /// </exception>
    /// <exception cref="FileNotFoundException">A file of the adapter or the model is missing.</exception>
    /// <exception cref="IOException">The file can't be written, or is no GGUF file so far.</exception>
    public static string Adapter(ModelFolder model, string adapter, string path, ICollection<string>? notes = null) =>
        GgufAdapterFile.Write(model, adapter, path, notes ?? []);

    /// <summary>Writes a model with its vocabulary.</summary>
    /// <param name="model">The model's folder.</param>
    /// <param name="path">The file; an existing GGUF file is replaced, and nothing is left of one that fails.</param>
    /// <param name="adapter">A PEFT folder that is merged into it, computed in single precision; null for none. Default: null.</param>
    /// <param name="type">The type of matrices: Float32 or Float16; vectors are always in single precision. Default: Float32.</param>
    /// <param name="notes">Receives what a user should know of the file, a sentence each; null if nobody asks.</param>
    /// <returns>One line about the model.</returns>
    /// <exception cref="ArgumentException">The type is another one.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is damaged, adapter and model do not fit, or llama.cpp would compute something else; the message names file, field and the way out.
    /// </exception>
    /// <exception cref="FileNotFoundException">A file of the adapter or the model is missing.</exception>
    /// <exception cref="IOException">The file can't be written, or is no GGUF file so far.</exception>
    public static string Model(
        ModelFolder model, string path, string? adapter = null, ScalarType type = ScalarType.Float32, ICollection<string>? notes = null)
    {
        if (type is not (ScalarType.Float32 or ScalarType.Float16))
            throw new ArgumentException($"{nameof(type)} is {type}; allowed: Float32, Float16.", nameof(type));
        return GgufModelFile.Write(model, adapter, weights: null, path, type, notes ?? []);
    }
}
