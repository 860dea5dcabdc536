using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kif.Models;

/// <summary>
/// Products of rows with columns in float32: y[i, j] = Σ x[i, k] · w[k, j]. Sixteen columns at a time are laid one after the other. As with
/// <see cref="InnerProducts"/>, a number always has the same bits.
/// </summary>
internal static class OuterProducts
{
    // Twelve sums, two vectors of a panel and a number of x fill the registers; a panel of that depth fits into half of the first cache.
    private const int Lane = 8, Width = 2 * Lane, TileRows = 6, Depth = 256, BlockRows = 192;

    /// <summary>Computes the product.</summary>
    /// <param name="x">Float32 [rows, length], contiguous.</param>
    /// <param name="w">Float32 [length, outputs], contiguous.</param>
    /// <param name="bias">Float32 [outputs], added; null for none.</param>
    /// <returns>[rows, outputs].</returns>
    public static Tensor Compute(Tensor x, Tensor w, Tensor? bias)
    {
        int rows = (int)x.shape[0], length = (int)x.shape[1], outputs = (int)w.shape[1];
        Tensor y = torch.empty(rows, outputs, dtype: ScalarType.Float32);
        int panels = (outputs + Width - 1) / Width;
        RowLoop.Share(panels, (long)rows * length * outputs, (from, to) =>
        {
            ReadOnlySpan<float> start = bias is null ? [] : Kernel.Elements<float>(bias);
            var range = new Range(from * Width, Math.Min(outputs, to * Width));
            Compute(Kernel.Elements<float>(x), Kernel.Elements<float>(w), start, Kernel.Elements<float>(y), rows, length, outputs, range);
        });
        return y;
    }

    private static void Compute(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> bias, Span<float> y, int rows, int length, int outputs, Range range)
    {
        Span<float> panel = stackalloc float[Depth * Width], spare = stackalloc float[TileRows * (Width + Depth)];
        for (int top = 0; top < rows; top += BlockRows)
        {
            int bottom = Math.Min(rows, top + BlockRows);
            for (int first = 0; first < length; first += Depth)
            {
                int depth = Math.Min(Depth, length - first);
                for (int output = range.Start.Value; output < range.End.Value; output += Width)
                {
                    Fill(panel, w[(first * outputs + output)..], depth, outputs, Math.Min(Width, outputs - output));
                    if (first == 0) Begin(y, bias, top, bottom, output, outputs);
                    Band(x, panel, y, spare, top, bottom, first, depth, length, output, outputs);
                }
            }
        }
    }

    /// <summary>Lays columns one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(Span<float> panel, ReadOnlySpan<float> columns, int depth, int stride, int count)
    {
        if (count < Width)
        {
            for (int k = 0; k < depth; k++) columns.Slice(k * stride, count).CopyTo(panel[(k * Width)..]);
            return;
        }
        ref readonly float from = ref columns[0], last = ref columns[(depth - 1) * stride + count - 1];
        ref float to = ref panel[0];
        for (nuint k = 0; !Unsafe.IsAddressGreaterThan(in from, in last); k += Width)
        {
            Vector256.LoadUnsafe(in from).StoreUnsafe(ref to, k);
            Vector256.LoadUnsafe(in from, Lane).StoreUnsafe(ref to, k + Lane);
            from = ref Unsafe.Add(ref Unsafe.AsRef(in from), stride);
        }
    }

    private static void Begin(Span<float> y, ReadOnlySpan<float> bias, int row, int end, int output, int outputs)
    {
        int count = Math.Min(Width, outputs - output);
        for (; row < end; row++)
        {
            if (bias.IsEmpty) y.Slice(row * outputs + output, count).Clear();
            else bias.Slice(output, count).CopyTo(y[(row * outputs + output)..]);
        }
    }

    /// <summary>Adds the products of some rows with a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Band(
        ReadOnlySpan<float> x, ReadOnlySpan<float> panel, Span<float> y, Span<float> spare, int row, int end, int first, int depth, int length, int output,
        int outputs)
    {
        int count = Math.Min(Width, outputs - output);
        ref readonly float weights = ref panel[0];
        for (; row + TileRows <= end && count == Width; row += TileRows)
            Tile(in x[row * length + first], length, in weights, depth, ref y[row * outputs + output], outputs);
        if (row == end) return;
        // What is no whole tile is computed in one of its own; a row after the last one is that one again.
        for (; row < end; row += TileRows)
        {
            spare.Clear();
            Span<float> rows = spare[(TileRows * Width)..];
            int tall = Math.Min(TileRows, end - row);
            for (int i = 0; i < tall; i++) x.Slice((row + i) * length + first, depth).CopyTo(rows[(i * depth)..]);
            Tile(in rows[0], depth, in weights, depth, ref spare[0], Width);
            for (int i = 0; i < tall; i++)
            {
                Span<float> to = y.Slice((row + i) * outputs + output, count);
                for (int j = 0; j < count; j++) to[j] += spare[i * Width + j];
            }
        }
    }

    /// <summary>Adds the products of six rows with the sixteen columns of a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(ref readonly float x, nint length, ref readonly float panel, int depth, ref float y, nint outputs)
    {
        ref float x0 = ref Unsafe.AsRef(in x), x1 = ref Unsafe.Add(ref x0, length), x2 = ref Unsafe.Add(ref x1, length);
        ref float x3 = ref Unsafe.Add(ref x2, length), x4 = ref Unsafe.Add(ref x3, length), x5 = ref Unsafe.Add(ref x4, length);
        ref float from = ref Unsafe.AsRef(in panel);
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        Vector256<float> d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        for (nuint k = 0; k < (nuint)depth; k++)
        {
            Vector256<float> p = Vector256.LoadUnsafe(ref from), q = Vector256.LoadUnsafe(ref from, Lane);
            from = ref Unsafe.Add(ref from, Width);
            Vector256<float> v = Vector256.Create(Unsafe.Add(ref x0, k));
            a0 = Fma.MultiplyAdd(p, v, a0);
            a1 = Fma.MultiplyAdd(q, v, a1);
            v = Vector256.Create(Unsafe.Add(ref x1, k));
            b0 = Fma.MultiplyAdd(p, v, b0);
            b1 = Fma.MultiplyAdd(q, v, b1);
            v = Vector256.Create(Unsafe.Add(ref x2, k));
            c0 = Fma.MultiplyAdd(p, v, c0);
            c1 = Fma.MultiplyAdd(q, v, c1);
            v = Vector256.Create(Unsafe.Add(ref x3, k));
            d0 = Fma.MultiplyAdd(p, v, d0);
            d1 = Fma.MultiplyAdd(q, v, d1);
            v = Vector256.Create(Unsafe.Add(ref x4, k));
            e0 = Fma.MultiplyAdd(p, v, e0);
            e1 = Fma.MultiplyAdd(q, v, e1);
            v = Vector256.Create(Unsafe.Add(ref x5, k));
            f0 = Fma.MultiplyAdd(p, v, f0);
            f1 = Fma.MultiplyAdd(q, v, f1);
        }
        Add(ref y, a0, a1);
        Add(ref Unsafe.Add(ref y, outputs), b0, b1);
        Add(ref Unsafe.Add(ref y, 2 * outputs), c0, c1);
        Add(ref Unsafe.Add(ref y, 3 * outputs), d0, d1);
        Add(ref Unsafe.Add(ref y, 4 * outputs), e0, e1);
        Add(ref Unsafe.Add(ref y, 5 * outputs), f0, f1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float y, Vector256<float> left, Vector256<float> right)
    {
        (Vector256.LoadUnsafe(ref y) + left).StoreUnsafe(ref y);
        (Vector256.LoadUnsafe(ref y, Lane) + right).StoreUnsafe(ref y, Lane);
    }
}
