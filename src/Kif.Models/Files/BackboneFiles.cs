namespace Kif.Models;

/// <summary>The files of a pretrained model's folder that its backbone is built from.</summary>
/// <param name="Config"><c>config.json</c>.</param>
/// <param name="Weights">The checkpoint; factories read it only after they have checked the configuration.</param>
/// <param name="Generation"><c>generation_config.json</c>; null if there is no such file.</param>
public sealed record BackboneFiles(ConfigFile Config, IWeightSource Weights, ConfigFile? Generation = null)
{
    /// <summary>Receives what a user should be told once, a sentence each; null if nobody asks.</summary>
    internal ICollection<string>? Notes { get; init; }
}
