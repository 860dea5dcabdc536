namespace Kif.Models;

/// <summary>A trained adapter from a PEFT folder, fitted to a backbone; to resume training from or to merge. <see cref="Write"/> makes such folders.</summary>
public sealed class PretrainedAdapter : IDisposable
{
    private PretrainedAdapter(LoraSettings lora, Tensor weights, string description, IReadOnlyList<string> notes) =>
        (Lora, Weights, Description, Notes) = (lora, weights, description, notes);

    /// <summary>The settings of a model with this adapter; targets and patterns that match none of its modules are left out, since PEFT ignores them.</summary>
    public LoraSettings Lora { get; }

    /// <summary>The factors as a vector of the space of a model with these settings, on the backbone's device. This object owns it.</summary>
    public Tensor Weights { get; }

    /// <summary>One line: its folder, modules and ranks, and both models' names if it was trained on a model of another name.</summary>
    public string Description { get; }

    /// <summary>What PEFT does with the files in silence, and a user should be told once, a sentence each.</summary>
    internal IReadOnlyList<string> Notes { get; }

    /// <summary>Reads an adapter; its factors must match the adapted modules of the model one to one. The caller disposes it.</summary>
    /// <param name="folder">A folder with <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</param>
    /// <param name="backbone">The model that it is for; only inspected.</param>
    /// <param name="baseModel">The model's name, for <see cref="Description"/>; null if it has none.</param>
    /// <exception cref="FileNotFoundException">One of the two files is not there.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is damaged, uses an unsupported setting, or is for other modules; the message names file and field.
    /// </exception>
    public static PretrainedAdapter Read(string folder, IBackbone backbone, string? baseModel = null) =>
        Fitted(folder, backbone, baseModel, (file, more) => throw new InvalidDataException(
            $"'{file}': training goes on with factors of linear modules alone, and this adapter has {string.Join(", ", more)}; "
            + "merge it into its model (kif merge), and train on the merged model."))!;

    /// <summary>Reads an adapter that has factors of linear modules alone; null for one that has more.</summary>
    internal static PretrainedAdapter? TryRead(string folder, IBackbone backbone) => Fitted(folder, backbone, null, null);

    private static PretrainedAdapter? Fitted(string folder, IBackbone backbone, string? baseModel, Action<string, IReadOnlyList<string>>? refuse)
    {
        using PeftAdapterFile file = PeftAdapterFile.Read(folder, Precision.Wide(backbone.DType), backbone.Device);
        var fit = new AdapterFit(file, backbone);
        using var scope = torch.NewDisposeScope();
        if (fit.BeyondFactors() is { Count: > 0 } more)
        {
            refuse?.Invoke(file.Path, more);
            return null;
        }
        LoraTargets targets = new(backbone, Settings(file.Config, fit, backbone));
        ParameterSpace space = targets.Space(Precision.Wide(backbone.DType), 0);
        Tensor weights = torch.cat([.. space.Parameters.Select(p => file.Weights[p.Name].reshape(-1))]).DetachFromDisposeScope();
        return new(targets.Settings, weights, AdapterDescription.Of(folder, file.Config, fit, baseModel), [.. AdapterDescription.Notes(file, fit)]);
    }

    /// <summary>
    /// Writes a trained adapter as <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>, for PEFT and <c>Read</c>: frozen adapters and the
    /// newest one as a single adapter of their summed rank.
    /// </summary>
    /// <param name="folder">The folder; created if it is missing. Files of an earlier adapter are replaced.</param>
    /// <param name="model">A model that trains adapters.</param>
    /// <param name="weights">A vector of its space; only read.</param>
    /// <param name="baseModel">The path or name that PEFT is to find the pretrained model by; a hub's name may have a revision after <c>@</c>.</param>
    /// <exception cref="ArgumentException">
    /// All weights of the model train, adapters were merged into them or have gates, so that no adapter holds the whole change; or the
    /// weights belong to another space.
    /// </exception>
    public static void Write(string folder, LanguageModel model, Tensor weights, string baseModel)
    {
        if (model.IsGated) throw new ArgumentException("the adapters of this model have gates, which PEFT's files can't hold", nameof(model));
        if (model.Lora is not { } lora || model.Merged.Count > 0)
            throw new ArgumentException(
                model.Lora is null ? "all weights of this model train; there is no adapter" : "adapters were merged into this model's weights", nameof(model));
        model.Space.Check(weights);
        HubName? hub = baseModel.Contains('@') && !Path.Exists(baseModel) ? HubName.TryParse(baseModel, HubKind.Model) : null;
        using var scope = torch.NewDisposeScope();
        FrozenAdapter[] adapters = [.. model.Frozen, new(model.Space, weights)];
        Dictionary<string, Tensor> tensors = model.Space.Parameters.Select((p, i) => (p.Name, Factor: torch.cat(
            [.. adapters.Select(a => a.Space.View(a.Weights, a.Space.Parameters[i]))], p.Role == ParameterRole.LoraB
                ? 1 : 0).cpu())).ToDictionary(t => t.Name, t => t.Factor);
        var config = new PeftConfig
        {
            Lora = Together(Named(lora, model), adapters.Length), BaseModel = hub?.Id ?? baseModel, Revision = hub?.Revision,
            TaskType = TaskType(model.Backbone.Architecture), FanInFanOut = model.Backbone.Linears.Any(m => m.Transposed),
        };
        PeftAdapterFile.Write(folder, config, tensors);
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => Weights.Dispose();

    /// <summary>Returns the settings without what fits no module; modules that are chosen by the names of their weights are named themselves.</summary>
    private static LoraSettings Settings(PeftConfig config, AdapterFit fit, IBackbone backbone)
    {
        LoraSettings lora = config.Rules(backbone.DefaultLoraTargets).Without(fit.Chosen);
        return config.Extras.TargetParameters.Count == 0 ? lora
            : lora with { Targets = fit.Chosen, TargetPattern = null, Exclude = [], ExcludePattern = null, Layers = [], LayersPattern = [] };
    }

    /// <summary>PEFT's task type of a model; null for masked language models, for which it has none.</summary>
    private static string? TaskType(ModelArchitecture architecture) => architecture switch
    {
        ModelArchitecture.EncoderDecoder => "SEQ_2_SEQ_LM",
        ModelArchitecture.DecoderOnly => "CAUSAL_LM",
        _ => null,
    };

    /// <summary>Combines the settings of several adapters: all ranks times their number, and alpha such that the scaling stays the same.</summary>
    private static LoraSettings Together(LoraSettings one, int count) => count == 1 ? one : one with
    {
        Rank = one.Rank * count, Alpha = one.Alpha * (one.RankStabilized ? Math.Sqrt(count) : count),
        RankPattern = [.. one.RankPattern.Select(p => KeyValuePair.Create(p.Key, p.Value * count))],
        AlphaPattern = [.. one.AlphaPattern.Select(p => KeyValuePair.Create(p.Key, p.Value * (one.RankStabilized ? Math.Sqrt(count) : count)))],
    };

    /// <summary>Names the targets that Kif chose by default, since PEFT's own choice may differ.</summary>
    private static LoraSettings Named(LoraSettings lora, LanguageModel model)
    {
        if (lora.TargetPattern?.Equals(LoraSettings.AllLinear, StringComparison.OrdinalIgnoreCase) == true)
            return lora with { TargetPattern = null, Targets = [.. model.Space.Parameters.Select(p => p.Module.Path).Distinct()] };
        return lora.TargetPattern is null && lora.Targets.Count == 0 ? lora with { Targets = model.Backbone.DefaultLoraTargets } : lora;
    }
}
