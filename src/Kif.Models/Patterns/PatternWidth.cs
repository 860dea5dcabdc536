namespace Kif.Models.Patterns;

/// <summary>How many characters a part of a pattern takes: at least and at most.</summary>
internal readonly record struct PatternWidth(double Least, double Most)
{
    /// <summary>A part that only looks.</summary>
    public static readonly PatternWidth None = new(0, 0);

    /// <summary>A single character.</summary>
    public static readonly PatternWidth One = new(1, 1);

    /// <summary>One part after the other.</summary>
    public static PatternWidth operator +(PatternWidth a, PatternWidth b) => new(a.Least + b.Least, a.Most + b.Most);

    /// <summary>Either of them.</summary>
    public PatternWidth Or(PatternWidth other) => new(Math.Min(Least, other.Least), Math.Max(Most, other.Most));

    /// <summary>Repeated.</summary>
    public PatternWidth Times(double least, double most) => new(Least * least, Most == 0 ? 0 : Most * most);
}
