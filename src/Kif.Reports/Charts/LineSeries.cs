namespace Kif.Reports.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is called beside its end.</param>
/// <param name="Style">The number of its colour, pattern and mark.</param>
/// <param name="Points">Its points; a Y that is NaN breaks it.</param>
internal sealed record LineSeries(string Name, int Style, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Lowest and highest value at each point's X; empty for no band.</summary>
    public IReadOnlyList<(double Low, double High)> Band { get; init; } = [];

    /// <summary>Whether each point has the mark; otherwise only the last one has.</summary>
    public bool Marked { get; init; } = true;

    /// <summary>How wide it is.</summary>
    public double Width { get; init; } = 2;

    /// <summary>Whether it has a name beside its end.</summary>
    public bool Named { get; init; } = true;
}
