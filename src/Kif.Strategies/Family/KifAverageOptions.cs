namespace Kif.Strategies;

/// <summary>The control of KIF-LoRA: everything equal, but every unit is averaged half and half.</summary>
public sealed class KifAverageOptions() : KifFamilyOptions("rank", "mixed", "average", 0.1);
