namespace Kif.Strategies;

/// <summary>Options of KIF: matrix units, first order, threshold fusion, no orthogonality (spec 8.1).</summary>
public sealed class KifMatrixOptions() : KifFamilyOptions("matrix", "first-order", "threshold", 0);
