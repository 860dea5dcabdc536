namespace Kif;

/// <summary>A disjoint group of trainable elements that gets one importance score and one fusion coefficient (spec 2).</summary>
/// <param name="Name">The stable name by which scores of different tasks are matched.</param>
/// <param name="Parts">The slices of the unit.</param>
public sealed record SkillUnit(string Name, IReadOnlyList<UnitPart> Parts);
