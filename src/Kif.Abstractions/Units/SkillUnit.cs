namespace Kif;

/// <summary>A disjoint group of trainable entries that gets one importance score and one fusion coefficient (spec 2).</summary>
/// <param name="Name">Stable name, the key by which scores of different tasks are matched.</param>
/// <param name="Parts">The slices that it consists of.</param>
public sealed record SkillUnit(string Name, IReadOnlyList<UnitPart> Parts);
