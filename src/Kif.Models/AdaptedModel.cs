namespace Kif.Models;

/// <summary>A pretrained model that has an adapter of any form merged into its weights: it answers as the adapter was trained.</summary>
internal sealed class AdaptedModel : IDisposable
{
    private AdaptedModel(IBackbone backbone, ConfigFile config, string description, IReadOnlyList<string> notes, string? tokenizer) =>
        (Backbone, Config, Description, Notes, TokenizerPath) = (backbone, config, description, notes, tokenizer);

    /// <summary>The model. This object owns it.</summary>
    public IBackbone Backbone { get; }

    /// <summary>Its settings: those of the folder, with the adapter's vocabulary.</summary>
    public ConfigFile Config { get; }

    /// <summary>One line about the adapter.</summary>
    public string Description { get; }

    /// <summary>What PEFT or transformers do with the files in silence, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The folder of its tokenizer where the adapter brings one; null for the model's.</summary>
    public string? TokenizerPath { get; }

    /// <summary>Loads a model and merges an adapter into it.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="adapter">The adapter's folder.</param>
    /// <param name="device">The device of the weights; null for the CPU.</param>
    /// <param name="dtype">The type of the weights.</param>
    /// <param name="catalog">The model families to choose from; null for those that come with Kif.</param>
    /// <param name="baseModel">The model's name, for the description.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or adapter and model do not fit; the message names file and field.</exception>
    public static AdaptedModel Load(
        ModelFolder folder, string adapter, Device? device = null, ScalarType dtype = ScalarType.Float32, KifCatalog? catalog = null, string? baseModel = null)
    {
        var notes = new List<string>();
        using IBackbone plain = PretrainedBackbones.Load(folder, device, dtype, catalog, notes);
        using PeftAdapterFile file = PeftAdapterFile.Read(adapter, Precision.Wide(dtype), plain.Device);
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var fit = new AdapterFit(file, plain);
        notes.AddRange(AdapterDescription.Notes(file, fit));
        AdapterChange change = AdapterChange.Apply(fit, notes);
        var weights = new AdaptedWeights(fit, change, folder.Config);
        string? tokenizer = fit.Weights.NewRows is { } rows ? Tokenizer(adapter, rows, notes) : null;
        if (weights.Contains("encoder.embed_tokens.weight") || weights.Contains("decoder.embed_tokens.weight"))
            notes.Add($"'{file.Path}': the embeddings of encoder and decoder change apart; transformers 5 reads the merged model so, while transformers 4 has "
                + "one embedding for both and makes another model of it");
        try
        {
            IBackbone backbone = PretrainedBackbones.Create(new(weights.Config, weights, folder.Generation), plain.Device, dtype, catalog);
            return new(backbone, weights.Config, AdapterDescription.Of(adapter, file.Config, fit, baseModel), notes, tokenizer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{file.Path}': the model can't hold what the adapter makes of it: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>Writes it as a folder that needs no adapter; parameters as in <see cref="ModelFolderWriter"/>.</summary>
    public void Write(ModelFolder source, string folder, ScalarType dtype, long maxShardBytes) => ModelFolderWriter.Write(
        source, Config, Backbone.Weights.Zip(Backbone.Tensors).ToDictionary(w => w.First.Name, w => w.Second), folder, dtype, maxShardBytes,
        TokenizerPath);

    /// <summary>Finds the tokenizer of a larger vocabulary; null, with a note, if it does not lie beside the adapter.</summary>
    private static string? Tokenizer(string adapter, long rows, List<string> notes)
    {
        string[] names = ["tokenizer.json", "tokenizer.model", "spiece.model", "vocab.json", "vocab.txt"];
        if (names.Any(name => FolderFile.Find(adapter, name) is not null)) return adapter;
        notes.Add($"'{adapter}': the adapter was trained with {rows} tokens, and no tokenizer lies beside it: that of the model does not know the new ones");
        return null;
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Backbone.Dispose();
}
