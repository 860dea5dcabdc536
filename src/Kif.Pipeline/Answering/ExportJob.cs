using Kif.Models;

namespace Kif;

/// <summary>The job of <c>kif export</c>: writes what was trained for another runtime.</summary>
internal static class ExportJob
{
    /// <summary>Writes a GGUF file for llama.cpp: an adapter, or a model with or without one in it.</summary>
    /// <param name="source">What a user named, found.</param>
    /// <param name="path">The file; an existing GGUF file is replaced.</param>
    /// <param name="merged">Whether an adapter is merged into its model, which is written whole.</param>
    /// <param name="type">The type of matrices: f32 or f16; null for f32.</param>
    /// <param name="notes">Receives what a user should know of the file, a sentence each.</param>
    /// <returns>One line about the file.</returns>
    /// <exception cref="CompositionException">An argument is unknown, or does not fit.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or llama.cpp can't do what it does; the message has the way out.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static string Gguf(AnswerSource source, string path, bool merged, string? type, ICollection<string> notes)
    {
        ScalarType dtype = type switch
        {
            null or "f32" => ScalarType.Float32,
            "f16" => ScalarType.Float16,
            _ => throw new CompositionException(UnknownName.Message("type", type, ["f32", "f16"])),
        };
        foreach (string note in source.Notes) notes.Add(note);
        ModelFolder model = ModelFolder.Open(NamedFolder.Require(source.Model, HubContent.Model));
        string? adapter = source.Adapter is { } named ? NamedFolder.Require(named, HubContent.Adapter) : null;
        if (adapter is null && merged)
            throw new CompositionException($"--merged is for adapters, and '{source.Name}' has all its weights, which are written without it, too");
        // A snapshot of a hub lies in a folder that is named by a commit.
        string name = adapter is null && source.Weights is null ? NamedFolder.WithoutRevision(source.Model) : source.Name;
        if (adapter is null || merged) return GgufModelFile.Write(model, adapter, source.Weights, path, dtype, notes, name);
        if (dtype != ScalarType.Float32)
            throw new CompositionException("--type is for models: an adapter in half precision would round what it is multiplied with, too, and is small; "
                + "leave it out, or write the whole model by --merged");
        return GgufAdapterFile.Write(model, adapter, path, notes, name);
    }
}
