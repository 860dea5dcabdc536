namespace Kif;

/// <summary>A slice of one trainable tensor: <paramref name="Count"/> consecutive indices along one axis.</summary>
/// <param name="Parameter">Index of the parameter in its space.</param>
/// <param name="Axis">0 for rows, 1 for columns, <see cref="Whole"/> for the whole tensor, <see cref="Flat"/> for consecutive elements.</param>
/// <param name="Start">First index along the axis; 0 for a whole tensor.</param>
/// <param name="Count">Number of indices; ignored for a whole tensor.</param>
public readonly record struct UnitPart(int Parameter, int Axis, long Start, long Count)
{
    /// <summary>The axis value for a whole tensor.</summary>
    public const int Whole = -1;

    /// <summary>The axis value for consecutive elements of the tensor in row-major order.</summary>
    public const int Flat = -2;

    /// <summary>Creates a part that is the whole tensor.</summary>
    public static UnitPart Of(int parameter) => new(parameter, Whole, 0, 1);
}
