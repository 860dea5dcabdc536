using Kif.Models.Folders;

namespace Kif.Models.Backbones;

/// <summary>What a pretrained model's folder holds for its backbone.</summary>
/// <param name="Config"><c>config.json</c>.</param>
/// <param name="Weights">The checkpoint; factories read it only after the configuration was found sound.</param>
/// <param name="Generation"><c>generation_config.json</c>; null where there is none.</param>
public sealed record BackboneFiles(ConfigFile Config, IWeightSource Weights, ConfigFile? Generation = null);
