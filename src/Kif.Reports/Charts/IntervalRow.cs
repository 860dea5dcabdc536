namespace Kif.Reports.Charts;

/// <summary>A row of an <see cref="IntervalChart"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Style">The number of its color and mark.</param>
/// <param name="Mean">The value of the mark; NaN for none.</param>
/// <param name="Low">The start of the line; NaN for no line.</param>
/// <param name="High">The end of the line.</param>
/// <param name="Note">A text at the right edge.</param>
internal sealed record IntervalRow(string Name, int Style, double Mean, double Low, double High, string Note);
