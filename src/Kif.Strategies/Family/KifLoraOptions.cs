namespace Kif.Strategies;

/// <summary>Options of KIF-LoRA: rank units, mixed second order, adaptive fusion, orthogonality 0.1 (spec 8.1).</summary>
public sealed class KifLoraOptions() : KifFamilyOptions("rank", "mixed", "adaptive", 0.1);
