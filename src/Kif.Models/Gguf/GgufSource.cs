namespace Kif.Models;

/// <summary>A weight of a model that is made when it is written.</summary>
/// <param name="Name">Its name in Hugging Face's files.</param>
/// <param name="Module">Its module.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Make">Makes its numbers; the caller owns the result.</param>
internal sealed record GgufWeight(string Name, ModuleInfo Module, IReadOnlyList<long> Shape, Func<Tensor> Make);

/// <summary>
/// The weights of a model, with or without an adapter in them, in the order of its files. Factors of linear maps are added while their matrix is written; what
/// else an adapter may hold is merged beforehand, in memory.
/// </summary>
internal sealed class GgufSource : IDisposable
{
    private readonly IDisposable[] owned;

    private GgufSource(ModelFolder folder, IBackbone backbone, ConfigFile config, Func<ParameterInfo, Tensor, Func<Tensor>> make, params IDisposable[] owned)
    {
        (Path, Config, TokenizerFolder, this.owned) = (folder.Path, config, folder.Path, owned);
        IReadOnlyDictionary<string, int> order = StoredBackbone.Order(folder);
        // A head that only the merged model has comes first, as in files of such models.
        Weights = [.. backbone.Weights.Zip(backbone.Tensors).OrderBy(w => Place(w.First, order))
            .Select(w => new GgufWeight(w.First.Name, w.First.Module, w.Second.shape, make(w.First, w.Second)))];
    }

    /// <summary>The model's folder.</summary>
    public string Path { get; }

    /// <summary>The settings of the model as it is written.</summary>
    public ConfigFile Config { get; }

    /// <summary>The folder of its tokenizer.</summary>
    public string TokenizerFolder { get; private init; }

    /// <summary>One line about the adapter in it; null for none.</summary>
    public string? Description { get; private init; }

    /// <summary>The weights.</summary>
    public IReadOnlyList<GgufWeight> Weights { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="adapter">The adapter to merge; null for none.</param>
    /// <param name="weights">A file of all weights, as <see cref="LanguageModel.Export"/> names them, instead of the folder's; null for the folder's.</param>
    /// <param name="notes">Receives what a user should be told once, a sentence each.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or adapter and model do not fit; the message names file and field.</exception>
    public static GgufSource Open(ModelFolder folder, string? adapter, string? weights, ICollection<string> notes)
    {
        if (weights is not null)
        {
            IBackbone trained = PretrainedBackbones.LoadExported(folder, weights, torch.CPU, ScalarType.Float32, catalog: null);
            return new(folder, trained, folder.Config, (_, stored) => stored.alias, trained) { Description = $"the weights of '{weights}'" };
        }
        IBackbone plain = StoredBackbone.Load(folder);
        try
        {
            if (adapter is null) return new(folder, plain, folder.Config, (_, stored) => stored.alias, plain);
            PeftAdapterFile file = PeftAdapterFile.Read(adapter, Precision.Wide(plain.DType), needsPrefix: false);
            try
            {
                var fit = new AdapterFit(file, plain);
                if (!file.Config.HasMore && fit.Modules.All(m => m.Linear is not null) && file.Keys.All(k => k.IsFactor || k.Part == PeftPart.Magnitude))
                    return OnTheWay(folder, adapter, file, fit, plain, notes);
            }
            catch
            {
                file.Dispose();
                throw;
            }
            file.Dispose();
        }
        catch
        {
            plain.Dispose();
            throw;
        }
        plain.Dispose();
        AdaptedModel merged = AdaptedModel.Load(folder, adapter);
        foreach (string note in merged.Notes) notes.Add(note);
        return new(folder, merged.Backbone, merged.Config, (_, made) => made.alias, merged)
        {
            Description = merged.Description, TokenizerFolder = merged.TokenizerPath ?? folder.Path,
        };
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        foreach (IDisposable one in owned) one.Dispose();
    }

    private static GgufSource OnTheWay(
        ModelFolder folder, string adapter, PeftAdapterFile file, AdapterFit fit, IBackbone plain, ICollection<string> notes)
    {
        foreach (string note in AdapterDescription.Notes(file, fit)) notes.Add(note);
        if (file.LacksPrefix) notes.Add(file.PrefixNote);
        Dictionary<string, AdaptedModule> changed = fit.Modules.ToDictionary(m => m.Weight);
        BaseStart start = file.Config.Extras.Start;
        return new(folder, plain, folder.Config, (weight, stored) => changed.TryGetValue(weight.Name, out AdaptedModule? module)
            ? () => module.Changed(stored, start) : stored.alias, plain, file)
        {
            Description = AdapterDescription.Of(adapter, file.Config, fit, null),
        };
    }

    private static int Place(ParameterInfo weight, IReadOnlyDictionary<string, int> order)
    {
        foreach (string name in (string[])[weight.Name, .. weight.Aliases ?? []])
            if (order.TryGetValue(name, out int place) || order.TryGetValue(name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..], out place)) return place;
        return -1;
    }
}
