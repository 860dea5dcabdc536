namespace Kif.Reports.Charts;

/// <summary>A row of an <see cref="IntervalChart"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Style">The number of its colour and mark.</param>
/// <param name="Mean">Where the mark is; NaN for none.</param>
/// <param name="Low">Where the line begins; NaN for no line.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Note">A text at the right edge.</param>
internal sealed record IntervalRow(string Name, int Style, double Mean, double Low, double High, string Note);
