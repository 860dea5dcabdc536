namespace Kif.Models;

/// <summary>
/// The shapes of matrix products by oneDNN on the CPU: those in half precision, and in float32 where it replaces MKL. It compiles code for every number of
/// rows that it has not seen, which takes longer than the product itself; texts have ever other lengths, so their numbers are rounded up to few different ones.
/// </summary>
internal static class ProductShapes
{
    private const int LengthStep = 16, FinestStep = 8, StepsPerDoubling = 8;

    /// <summary>Whether products with this tensor are prepared for their shape.</summary>
    public static bool Matter(Tensor like) => like.device_type == DeviceType.CPU
        && (Precision.IsHalf(like.dtype) || like.dtype == ScalarType.Float32 && OneDnnProducts.Available);

    /// <summary>Rounds a number of rows up: at most eight numbers from one power of two to the next, all multiples of eight.</summary>
    public static int Round(int rows)
    {
        int below = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(rows, 1)) / 2, step = Math.Max(FinestStep, below / StepsPerDoubling);
        return (rows + step - 1) / step * step;
    }

    /// <summary>Rounds the length of the matrices of attention up.</summary>
    public static int RoundLength(int length) => (length + LengthStep - 1) / LengthStep * LengthStep;

    /// <summary>Maps rows by a product with a round number of them: [rows, inputs] to [rows, outputs].</summary>
    public static Tensor Map(Tensor rows, Func<Tensor, Tensor> product)
    {
        int count = (int)rows.shape[0], more = Matter(rows) ? Round(count) - count : 0;
        if (more == 0) return product(rows);
        Tensor filled = torch.cat([rows, torch.zeros(more, rows.shape[1], dtype: rows.dtype, device: rows.device)]);
        return product(filled).narrow(0, 0, count);
    }
}
