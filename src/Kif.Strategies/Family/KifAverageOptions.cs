namespace Kif.Strategies;

/// <summary>Options of the control of KIF-LoRA: equal in everything except that all units are averaged half and half.</summary>
public sealed class KifAverageOptions() : KifFamilyOptions("rank", "mixed", "average", 0.1);
