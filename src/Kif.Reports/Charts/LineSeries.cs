namespace Kif.Reports.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">Its name, shown at its end.</param>
/// <param name="Style">The number of its color, dash pattern and mark.</param>
/// <param name="Points">Its points; a NaN as Y breaks the line.</param>
internal sealed record LineSeries(string Name, int Style, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Lowest and highest value at each point's X; empty for no band.</summary>
    public IReadOnlyList<(double Low, double High)> Band { get; init; } = [];

    /// <summary>Whether each point has a mark; otherwise only the last one.</summary>
    public bool Marked { get; init; } = true;

    /// <summary>The width of the line.</summary>
    public double Width { get; init; } = 2;

    /// <summary>Whether its name is shown at its end.</summary>
    public bool Named { get; init; } = true;
}
