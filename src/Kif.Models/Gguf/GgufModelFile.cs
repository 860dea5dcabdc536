using System.Globalization;

namespace Kif.Models;

/// <summary>A model as a GGUF file: its settings, vocabulary and weights.</summary>
internal static class GgufModelFile
{
    private const string Head = "lm_head.weight";

    /// <summary>Writes a model.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="adapter">An adapter that is merged into it; null for none.</param>
    /// <param name="weights">A file of all weights instead of the folder's; null for the folder's.</param>
    /// <param name="path">The new file.</param>
    /// <param name="type">The type of matrices.</param>
    /// <param name="notes">Receives what a user should know of the file, a sentence each.</param>
    /// <param name="name">The model's name; null for that of its folder.</param>
    /// <returns>One line about the model.</returns>
    /// <exception cref="InvalidDataException">A file is damaged, or llama.cpp would compute something else; the message has the way out.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static string Write(
        ModelFolder folder, string? adapter, string? weights, string path, ScalarType type, ICollection<string> notes, string? name = null)
    {
        GgufFile.CheckPlace(path);
        GgufArchitecture architecture = GgufArchitecture.Of(folder.Config);
        using GgufSource source = GgufSource.Open(folder, adapter, weights, notes);
        bool ownHead = source.Weights.Any(w => w.Name == Head);
        GgufSettings settings = GgufSettings.Read(source.Config, folder.Generation, architecture.Name, ownHead, notes);
        GgufTensor[] tensors = [.. settings.Tensors, .. Weights(source, architecture, settings, ownHead)];
        var metadata = new GgufMetadata();
        metadata.Add("general.architecture", architecture.Name);
        metadata.Add("general.type", "model");
        metadata.Add("general.name", GgufName.OfFolder(name ?? folder.Path));
        metadata.Add("general.size_label", GgufName.SizeLabel(tensors.Sum(t => t.Elements)));
        settings.Sizes(metadata);
        metadata.Add("general.file_type", type == ScalarType.Float16 ? 1 : 0);
        settings.More(metadata);
        metadata.Add("general.quantization_version", 2);
        GgufVocabulary.Add(metadata, source.TokenizerFolder, folder.Config, architecture.Name, Rows(source), notes);
        long size = GgufFile.Write(path, metadata, tensors, type);
        return string.Create(CultureInfo.InvariantCulture, $"{architecture.Name} model of {tensors.Sum(t => t.Elements):N0} weights, {size:N0} bytes")
            + (source.Description is { } merged ? $", with {merged}" : "");
    }

    private static IEnumerable<GgufTensor> Weights(GgufSource source, GgufArchitecture architecture, GgufSettings settings, bool ownHead)
    {
        if (!ownHead && settings.StoresTiedHead)
        {
            GgufWeight table = source.Weights.First(w => w.Module.Path is "shared" or "model.embed_tokens" or "transformer.wte");
            yield return new("output.weight", table.Shape, () => Scaled(table.Make(), settings.HeadScale)) { Source = table.Name };
        }
        foreach (GgufWeight weight in source.Weights)
        {
            string path = weight.Module.Path, suffix = weight.Name[path.Length..];
            string name = architecture.Names.Find(path)
                ?? throw new InvalidDataException(
                    $"'{source.Path}': llama.cpp has no place for '{DisplayText.Of(weight.Name)}' in {architecture.Name} models.");
            bool turned = weight.Module.Transposed && weight.Shape.Count == 2;
            yield return new(name + suffix, turned ? [.. weight.Shape.Reverse()] : weight.Shape, () =>
            {
                Tensor value = weight.Make();
                if (turned) return value.t();
                if (architecture.NormsFromOne && path.EndsWith("norm", StringComparison.Ordinal)) return value.to_type(ScalarType.Float32).add(1);
                return weight.Name == Head ? Scaled(value, settings.HeadScale) : architecture.Ordered(path, value, settings.Heads);
            })
            {
                Source = weight.Name, AlwaysWide = name == "position_embd",
            };
        }
    }

    private static Tensor Scaled(Tensor head, double scale) => scale == 1 ? head : head.to_type(ScalarType.Float32).mul(scale);

    /// <summary>The number of rows of the embedding.</summary>
    private static int Rows(GgufSource source) =>
        checked((int)source.Weights.First(w => w.Module.Path is "shared" or "model.embed_tokens" or "transformer.wte").Shape[0]);
}
