namespace Kif.Models.Patterns;

/// <summary>The width of a part of a pattern: the minimum and maximum number of characters.</summary>
internal readonly record struct PatternWidth(double Least, double Most)
{
    /// <summary>The width of a part that consumes nothing.</summary>
    public static readonly PatternWidth None = new(0, 0);

    /// <summary>The width of a single character.</summary>
    public static readonly PatternWidth One = new(1, 1);

    /// <summary>Adds the widths of consecutive parts.</summary>
    public static PatternWidth operator +(PatternWidth a, PatternWidth b) => new(a.Least + b.Least, a.Most + b.Most);

    /// <summary>Returns the width of an alternative.</summary>
    public PatternWidth Or(PatternWidth other) => new(Math.Min(Least, other.Least), Math.Max(Most, other.Most));

    /// <summary>Returns the width of a repetition.</summary>
    public PatternWidth Times(double least, double most) => new(Least * least, Most == 0 ? 0 : Most * most);
}
