using System.Globalization;

namespace Kif;

/// <summary>
/// The search range of an option (<c>kif compare --tune</c>): a range of numbers, or a list of values. Options without it are not tuned, nor are those
/// set by the user.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SearchRangeAttribute : Attribute
{
    /// <summary>Declares a range of numbers, both ends included.</summary>
    /// <param name="low">The lowest.</param>
    /// <param name="high">The highest.</param>
    public SearchRangeAttribute(double low, double high) => (Low, High, Values) = (low, high, []);

    /// <summary>Declares a list of values.</summary>
    /// <param name="values">The values in the syntax of <c>--set</c>, e.g. <c>true</c>.</param>
    public SearchRangeAttribute(params string[] values) => (Low, High, Values) = (double.NaN, double.NaN, values);

    /// <summary>The lowest number; NaN where values are listed.</summary>
    public double Low { get; }

    /// <summary>The highest number; NaN where values are listed.</summary>
    public double High { get; }

    /// <summary>The values to choose from; empty for a range.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Whether the range is logarithmic; both ends must be positive then. Default: false.</summary>
    public bool Logarithmic { get; set; }

    /// <summary>Whether only whole numbers are tried. Default: false.</summary>
    public bool Whole { get; set; }

    /// <summary>
    /// The name of the option's random stream. Default: null, for the option's own name in lower case. A renamed option has its first name here, so that a
    /// search draws the same values.
    /// </summary>
    public string? Stream { get; set; }

    /// <summary>Returns the value at a fraction of the range in the syntax of <c>--set</c>, with four significant digits.</summary>
    /// <param name="share">The fraction, from 0 to 1; for a list, the relative position of the value.</param>
    /// <exception cref="InvalidOperationException">The range is empty, or an end of a logarithmic range is not positive.</exception>
    public string At(double share)
    {
        if (Values.Count > 0) return Values[Math.Min(Values.Count - 1, (int)(share * Values.Count))];
        if (!(Low < High) || Logarithmic && Low <= 0)
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"there is no {(Logarithmic ? "logarithmic " : "")}range from {Low} to {High}"));
        double value = Logarithmic ? Math.Exp(Math.Log(Low) + share * (Math.Log(High) - Math.Log(Low))) : Low + share * (High - Low);
        if (Whole) return Math.Round(value).ToString(CultureInfo.InvariantCulture);
        return double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
    }
}

/// <summary>The variant of a method, for methods whose paper and published code differ (algorithms.md 13).</summary>
public enum MethodProfile
{
    /// <summary>This library's recommendation: the code's behavior where it defines the method, the paper's where the code has a flaw.</summary>
    Recommended,

    /// <summary>The method as described in its paper.</summary>
    Paper,

    /// <summary>The method as in its published code, or in the library it is commonly compared with, including peculiarities.</summary>
    OfficialCode,
}

/// <summary>The options of strategies and parts that have none.</summary>
public sealed class NoOptions;
