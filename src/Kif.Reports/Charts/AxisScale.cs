namespace Kif.Reports.Charts;

/// <summary>The mapping from an axis's values to coordinates.</summary>
/// <param name="Min">The value at the axis's start.</param>
/// <param name="Max">The value at its end.</param>
/// <param name="From">The coordinate of its start.</param>
/// <param name="To">The coordinate of its end.</param>
/// <param name="Logarithmic">Whether the scale is logarithmic; 0 is then at the start.</param>
internal sealed record AxisScale(double Min, double Max, double From, double To, bool Logarithmic = false)
{
    /// <summary>The coordinate of a value.</summary>
    public double this[double value] => From + (To - From) * (Map(value) - Map(Min)) / (Map(Max) - Map(Min));

    /// <summary>Returns round values along the axis.</summary>
    public IReadOnlyList<double> Ticks(int most) => Logarithmic
        ? [0, .. Enumerable.Range(0, 16).Where(p => p % Math.Max(1, (int)Math.Ceiling(Math.Log10(Max) / most)) == 0).Select(p => Math.Pow(10, p)).Where(v => v <= Max * 1.0001)]
        : Charts.Ticks.Between(Min, Max, most);

    private double Map(double value) => Logarithmic ? Math.Log10(1 + Math.Max(0, value)) : value;
}
