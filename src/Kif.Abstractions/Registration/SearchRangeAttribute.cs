using System.Globalization;

namespace Kif;

/// <summary>
/// Says of an option what a search may try (<c>kif compare --tune</c>): a range of numbers, or some values. Options without it stay as they are; so do those that
/// somebody has set.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SearchRangeAttribute : Attribute
{
    /// <summary>A range of numbers, both ends included.</summary>
    /// <param name="low">The lowest.</param>
    /// <param name="high">The highest.</param>
    public SearchRangeAttribute(double low, double high) => (Low, High, Values) = (low, high, []);

    /// <summary>Some values.</summary>
    /// <param name="values">As <c>--set</c> takes them, e.g. <c>true</c>.</param>
    public SearchRangeAttribute(params string[] values) => (Low, High, Values) = (double.NaN, double.NaN, values);

    /// <summary>The lowest number; NaN where values are listed.</summary>
    public double Low { get; }

    /// <summary>The highest number; NaN where values are listed.</summary>
    public double High { get; }

    /// <summary>The values to choose from; none for a range.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Whether the steps of a range are factors, for numbers whose size is what matters; both ends are positive then. Default: false.</summary>
    public bool Logarithmic { get; set; }

    /// <summary>Whether only whole numbers are tried. Default: false.</summary>
    public bool Whole { get; set; }

    /// <summary>The value at a share of the way from the lowest to the highest, as <c>--set</c> takes it: four significant digits.</summary>
    /// <param name="share">From 0 to 1; of listed values the one at that place.</param>
    /// <exception cref="InvalidOperationException">There is nothing between the ends, or an end of a logarithmic range is not positive.</exception>
    public string At(double share)
    {
        if (Values.Count > 0) return Values[Math.Min(Values.Count - 1, (int)(share * Values.Count))];
        if (!(Low < High) || Logarithmic && Low <= 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"there is no {(Logarithmic ? "logarithmic " : "")}range from {Low} to {High}"));
        double value = Logarithmic ? Math.Exp(Math.Log(Low) + share * (Math.Log(High) - Math.Log(Low))) : Low + share * (High - Low);
        if (Whole) return Math.Round(value).ToString(CultureInfo.InvariantCulture);
        return double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
    }
}
