using Kif.Models.Backbones;
using Kif.Models.Lora;
using Kif.Models.Peft;
using Kif.Models.Trained;

namespace Kif.Models;

/// <summary>A trained adapter from a PEFT folder, fitted to a backbone; to resume training from or to merge.</summary>
public sealed class PretrainedAdapter : IDisposable
{
    private PretrainedAdapter(LoraSettings lora, Tensor weights, string description) => (Lora, Weights, Description) = (lora, weights, description);

    /// <summary>The settings of a model with this adapter; targets and patterns that match none of its modules are left out, since PEFT ignores them.</summary>
    public LoraSettings Lora { get; }

    /// <summary>The factors as a vector of the space of a model with these settings, on the backbone's device. This object owns it.</summary>
    public Tensor Weights { get; }

    /// <summary>One line: its folder, modules and ranks, and both models' names if it was trained on a model of another name.</summary>
    public string Description { get; }

    /// <summary>Reads an adapter; its factors must match the adapted modules of the model one to one. The caller disposes it.</summary>
    /// <param name="folder">A folder with <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</param>
    /// <param name="backbone">The model that it is for; only inspected.</param>
    /// <param name="baseModel">The model's name, for <see cref="Description"/>; null if it has none.</param>
    /// <exception cref="FileNotFoundException">One of the two files is not there.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is damaged, uses an unsupported setting, or is for other modules; the message names file and field.
    /// </exception>
    public static PretrainedAdapter Read(string folder, IBackbone backbone, string? baseModel = null)
    {
        using PeftAdapterFile file = PeftAdapterFile.Read(folder, Precision.Wide(backbone.DType), backbone.Device);
        LoraLayout layout = Layout(Path.Combine(folder, PeftConfig.FileName), file.Config, backbone);
        ParameterSpace space = layout.Space(Precision.Wide(backbone.DType), 0);
        if (Fault(file, space, backbone) is { } fault) throw new InvalidDataException($"'{Path.Combine(folder, PeftAdapterFile.WeightsName)}': {fault}");
        using var scope = torch.NewDisposeScope();
        Tensor weights = torch.cat([.. space.Parameters.Select(p => file.Weights[p.Name].reshape(-1))]).DetachFromDisposeScope();
        return new(layout.Settings, weights, Describe(folder, file.Config, layout, baseModel));
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => Weights.Dispose();

    private static LoraLayout Layout(string path, PeftConfig config, IBackbone backbone)
    {
        try
        {
            ModuleRules rules = config.Rules(backbone.DefaultLoraTargets);
            string[] chosen = [.. backbone.Linears.Select(m => m.Module.Path).Where(rules.Fits)];
            return new(backbone, chosen.Length == 0 ? config.Lora : rules.Without(chosen));
        }
        catch (Exception e) when (e is TimeoutException or CompositionException) { throw new InvalidDataException($"'{path}': {e.Message}.", e); }
    }

    private static string? Fault(PeftAdapterFile file, ParameterSpace space, IBackbone backbone)
    {
        foreach (ParameterInfo p in space.Parameters)
        {
            if (!file.Weights.TryGetValue(p.Name, out Tensor? factor))
                return $"'{p.Name}' is missing, though the settings put an adapter on '{p.Module.Path}' of this {backbone.ModelType} model.";
            if (!factor.shape.SequenceEqual(p.Shape)) return $"'{p.Name}' has shape [{string.Join(", ", factor.shape)}], wanted [{string.Join(", ", p.Shape)}].";
        }
        return file.Weights.Keys.FirstOrDefault(name => !space.Contains(name)) is { } other
            ? $"'{other}' belongs to no module of this {backbone.ModelType} model that the settings put an adapter on; allowed: those on {space.Parameters[0].Module.Path} and {space.Parameters.Count / 2 - 1} more."
            : null;
    }

    private static string Describe(string folder, PeftConfig config, LoraLayout layout, string? baseModel)
    {
        (int low, int high) = (layout.Ranks.Min(), layout.Ranks.Max());
        string text = $"adapter '{folder}' on {layout.Modules.Count} modules, rank {(low == high ? $"{low}" : $"{low} to {high}")}";
        return config.BaseModel is { } trained && baseModel is not null && trained != baseModel ? $"{text}, trained on '{trained}', used with '{baseModel}'" : text;
    }
}
