namespace Kif;

/// <summary>A slice of one trainable tensor: <paramref name="Count"/> consecutive indices along one axis.</summary>
/// <param name="Parameter">Index of the parameter in its space.</param>
/// <param name="Axis">0 for rows, 1 for columns, <see cref="Whole"/> for the whole tensor, <see cref="Flat"/> for consecutive entries.</param>
/// <param name="Start">First index along the axis; 0 for a whole tensor.</param>
/// <param name="Count">Number of indices; ignored for a whole tensor.</param>
public readonly record struct UnitPart(int Parameter, int Axis, long Start, long Count)
{
    /// <summary>The axis of a part that is a whole tensor.</summary>
    public const int Whole = -1;

    /// <summary>The axis of a part that is a run of entries of the tensor in row-major order.</summary>
    public const int Flat = -2;

    /// <summary>A part that is the whole tensor.</summary>
    public static UnitPart Of(int parameter) => new(parameter, Whole, 0, 1);
}
