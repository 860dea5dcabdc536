namespace Kif.Models;

/// <summary>A LoRA adapter as a GGUF file: the factors under llama.cpp's names, and alpha.</summary>
internal static class GgufAdapterFile
{
    private const string Merge = "; --merged writes the model with the adapter in it instead";

    /// <summary>Writes an adapter.</summary>
    /// <param name="folder">The folder of the model that it is for.</param>
    /// <param name="adapter">The adapter's folder.</param>
    /// <param name="path">The new file.</param>
    /// <param name="notes">Receives what a user should know of the file, a sentence each.</param>
    /// <param name="name">The adapter's name; null for that of its folder.</param>
    /// <returns>One line about the adapter.</returns>
    /// <exception cref="InvalidDataException">
    /// Adapter and model do not fit, or llama.cpp can't do what the adapter does; the message names file and tensor, and the way out.
    /// </exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static string Write(ModelFolder folder, string adapter, string path, ICollection<string> notes, string? name = null)
    {
        GgufFile.CheckPlace(path);
        GgufArchitecture architecture = GgufArchitecture.Of(folder.Config);
        using IBackbone backbone = StoredBackbone.Load(folder);
        using PeftAdapterFile file = PeftAdapterFile.Read(adapter, needsPrefix: false);
        var fit = new AdapterFit(file, backbone);
        if (GgufAdapterLimits.Fault(fit, folder.Config) is { } reason) throw fit.Refuse($"{reason}{Merge}.");
        double alpha = file.Config.Lora.Alpha;
        (int, int) heads = architecture.TurnsNeighbors ? LlamaHeads(folder.Config) : default;
        AdaptedModule[] modules = [.. file.StoredModules.Select(path => fit.Modules.Single(m => m.Path == path))];
        List<GgufTensor> tensors = [];
        foreach (AdaptedModule module in modules)
        {
            string place = architecture.Names.Find(module.Path)
                ?? throw fit.Refuse($"llama.cpp has no adapter for '{module.Path}' of a {architecture.Name} model{Merge}.");
            tensors.Add(Factor("a", module.Embedding ? [.. module.A.shape.Reverse()] : module.A.shape,
                () => module.Embedding ? module.A.t() : module.A.alias()));
            tensors.Add(Factor("b", module.B.shape, () =>
            {
                Tensor ordered = architecture.Ordered(module.Path, module.B, heads);
                return IsFolded(module, alpha) ? ordered.mul(module.Scaling * module.Rank / alpha) : ordered.alias();
            }));

            GgufTensor Factor(string which, long[] shape, Func<Tensor> make) => new($"{place}.weight.lora_{which}", shape, make)
            {
                Source = $"{file.Path}: {module.Path}, factor {which.ToUpperInvariant()}",
            };
        }
        GgufFile.Write(path, Metadata(architecture, name ?? adapter, alpha), tensors);
        foreach (string note in AdapterDescription.Notes(file, fit)) notes.Add(note);
        if (file.LacksPrefix) notes.Add(file.PrefixNote);
        if (modules.Count(m => IsFolded(m, alpha)) is > 0 and var count)
            notes.Add($"the scales of {count} of {modules.Length} modules are other than lora_alpha / r, which llama.cpp would take for all; "
                + "they are in the factors B");
        return AdapterDescription.Of(adapter, file.Config, fit, null);
    }

    private static GgufMetadata Metadata(GgufArchitecture architecture, string name, double alpha)
    {
        var metadata = new GgufMetadata();
        metadata.Add("general.architecture", architecture.Name);
        metadata.Add("general.type", "adapter");
        metadata.Add("adapter.type", "lora");
        metadata.Add("general.name", GgufName.OfFolder(name));
        metadata.Add("adapter.lora.alpha", alpha);
        metadata.Add("general.quantization_version", 2);
        return metadata;
    }

    private static (int Queries, int Keys) LlamaHeads(ConfigFile config)
    {
        LlamaConfig read = LlamaConfig.Read(config);
        return (read.Heads, read.KeyValueHeads);
    }

    /// <summary>Whether the scale is not the one that llama.cpp computes from alpha and the rank.</summary>
    private static bool IsFolded(AdaptedModule module, double alpha) => module.Scaling != alpha / module.Rank;
}
