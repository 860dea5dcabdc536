using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kif.Models;

/// <summary>
/// Products of rows with rows in float32: y[i, j] = Σ x[i, k] · w[j, k]. Both are read as they lie, which for few rows saves most of the time: a library
/// rearranges all weights first. A number is computed alike whatever other rows there are and whatever the number of threads, so it always has the same bits.
/// </summary>
internal static class InnerProducts
{
    /// <summary>The least length of a row: a vector.</summary>
    public const int LeastLength = Lane;

    // Twelve sums, three rows of x and what is read of w fill the sixteen registers.
    private const int Lane = 8, TileRows = 3, TileOutputs = 4;

    // Rows of x that are read again for every four outputs stay in the second cache; longer rows are cut, so that some rows fit.
    private const int CachedElements = 1 << 15, MostLength = 2048;

    /// <summary>Whether the processor has the instructions.</summary>
    public static bool IsSupported => Fma.IsSupported && Avx.IsSupported;

    /// <summary>Computes the product.</summary>
    /// <param name="x">Float32 [rows, length], contiguous.</param>
    /// <param name="w">Float32 [outputs, length], contiguous.</param>
    /// <param name="bias">Float32 [outputs], added; null for none.</param>
    /// <returns>[rows, outputs].</returns>
    public static Tensor Compute(Tensor x, Tensor w, Tensor? bias)
    {
        int rows = (int)x.shape[0], length = (int)x.shape[1], outputs = (int)w.shape[0];
        Tensor y = torch.empty(rows, outputs, dtype: ScalarType.Float32);
        int tiles = (outputs + TileOutputs - 1) / TileOutputs;
        RowLoop.Share(tiles, (long)rows * length * outputs, (from, to) =>
        {
            ReadOnlySpan<float> start = bias is null ? [] : Kernel.Elements<float>(bias);
            var range = new Range(from * TileOutputs, Math.Min(outputs, to * TileOutputs));
            Compute(Kernel.Elements<float>(x), Kernel.Elements<float>(w), start, Kernel.Elements<float>(y), rows, length, outputs, range);
        });
        return y;
    }

    private static void Compute(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> bias, Span<float> y, int rows, int length, int outputs, Range range)
    {
        int cuts = (length + MostLength - 1) / MostLength, cut = (length / cuts + Lane - 1) / Lane * Lane;
        int block = Math.Max(TileRows, CachedElements / cut / TileRows * TileRows);
        for (int top = 0; top < rows; top += block)
        {
            int bottom = Math.Min(rows, top + block);
            for (int left = 0, right = 0; right < length; left = right)
            {
                // A rest that is shorter than a vector belongs to the cut before it.
                right = length - left - cut < Lane ? length : left + cut;
                for (int output = range.Start.Value; output < range.End.Value; output += TileOutputs)
                    Band(x, w, bias, y, new(top, bottom, output, outputs, left, right, length));
            }
        }
    }

    /// <summary>Computes some rows of four outputs. Beyond the last row or output it computes that one again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Band(ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> bias, Span<float> y, in Place at)
    {
        int last = at.Outputs - 1, count = Math.Min(TileOutputs, at.Outputs - at.Output), length = at.Right - at.Left;
        ref readonly float w0 = ref w[at.Start(at.Output)], w1 = ref w[at.Start(Math.Min(at.Output + 1, last))];
        ref readonly float w2 = ref w[at.Start(Math.Min(at.Output + 2, last))], w3 = ref w[at.Start(Math.Min(at.Output + 3, last))];
        Span<float> spare = stackalloc float[TileOutputs];
        if (!bias.IsEmpty) bias.Slice(at.Output, count).CopyTo(spare);
        Vector128<float> start = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(spare));
        bool adds = at.Left > 0;
        int row = at.Top;
        if (count == TileOutputs)
        {
            ref float from = ref MemoryMarshal.GetReference(x), to = ref y[row * at.Outputs + at.Output];
            for (; row + TileRows <= at.Bottom; row += TileRows)
            {
                ref float x0 = ref Unsafe.Add(ref from, at.Start(row)), x1 = ref Unsafe.Add(ref x0, at.Length), x2 = ref Unsafe.Add(ref x1, at.Length);
                Tile(in x0, in x1, in x2, in w0, in w1, in w2, in w3, length, out Vector128<float> a, out Vector128<float> b, out Vector128<float> c);
                (a + (adds ? Vector128.LoadUnsafe(ref to) : start)).StoreUnsafe(ref to);
                to = ref Unsafe.Add(ref to, at.Outputs);
                (b + (adds ? Vector128.LoadUnsafe(ref to) : start)).StoreUnsafe(ref to);
                to = ref Unsafe.Add(ref to, at.Outputs);
                (c + (adds ? Vector128.LoadUnsafe(ref to) : start)).StoreUnsafe(ref to);
                to = ref Unsafe.Add(ref to, at.Outputs);
            }
        }
        for (; row < at.Bottom; row += TileRows)
        {
            int second = Math.Min(row + 1, at.Bottom - 1), third = Math.Min(row + 2, at.Bottom - 1);
            Tile(
                in x[at.Start(row)], in x[at.Start(second)], in x[at.Start(third)], in w0, in w1, in w2, in w3, length,
                out Vector128<float> a, out Vector128<float> b, out Vector128<float> c);
            Store(a, start, y.Slice(row * at.Outputs + at.Output, count), adds);
            if (second > row) Store(b, start, y.Slice(second * at.Outputs + at.Output, count), adds);
            if (third > second) Store(c, start, y.Slice(third * at.Outputs + at.Output, count), adds);
        }
    }

    private static void Store(Vector128<float> sums, Vector128<float> start, Span<float> to, bool adds)
    {
        for (int i = 0; i < to.Length; i++) to[i] = sums[i] + (adds ? to[i] : start[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(
        ref readonly float x0, ref readonly float x1, ref readonly float x2, ref readonly float w0, ref readonly float w1, ref readonly float w2,
        ref readonly float w3, int length, out Vector128<float> first, out Vector128<float> second, out Vector128<float> third)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        Vector256<float> c0 = default, c1 = default, c2 = default, c3 = default;
        nuint whole = (nuint)length & ~(nuint)(Lane - 1);
        for (nuint k = 0; k < whole; k += Lane)
        {
            Vector256<float> p = Vector256.LoadUnsafe(in x0, k), q = Vector256.LoadUnsafe(in x1, k), r = Vector256.LoadUnsafe(in x2, k);
            Vector256<float> v = Vector256.LoadUnsafe(in w0, k);
            (a0, b0, c0) = (Fma.MultiplyAdd(p, v, a0), Fma.MultiplyAdd(q, v, b0), Fma.MultiplyAdd(r, v, c0));
            v = Vector256.LoadUnsafe(in w1, k);
            (a1, b1, c1) = (Fma.MultiplyAdd(p, v, a1), Fma.MultiplyAdd(q, v, b1), Fma.MultiplyAdd(r, v, c1));
            v = Vector256.LoadUnsafe(in w2, k);
            (a2, b2, c2) = (Fma.MultiplyAdd(p, v, a2), Fma.MultiplyAdd(q, v, b2), Fma.MultiplyAdd(r, v, c2));
            v = Vector256.LoadUnsafe(in w3, k);
            (a3, b3, c3) = (Fma.MultiplyAdd(p, v, a3), Fma.MultiplyAdd(q, v, b3), Fma.MultiplyAdd(r, v, c3));
        }
        if (whole < (nuint)length)
        {
            // The last vector, without what was counted already.
            nuint k = (nuint)length - Lane;
            Vector256<float> rest = Vector256.GreaterThanOrEqual(Vector256<int>.Indices, Vector256.Create((int)(whole - k))).AsSingle();
            Vector256<float> p = Vector256.LoadUnsafe(in x0, k) & rest, q = Vector256.LoadUnsafe(in x1, k) & rest, r = Vector256.LoadUnsafe(in x2, k) & rest;
            Vector256<float> v = Vector256.LoadUnsafe(in w0, k) & rest;
            (a0, b0, c0) = (Fma.MultiplyAdd(p, v, a0), Fma.MultiplyAdd(q, v, b0), Fma.MultiplyAdd(r, v, c0));
            v = Vector256.LoadUnsafe(in w1, k) & rest;
            (a1, b1, c1) = (Fma.MultiplyAdd(p, v, a1), Fma.MultiplyAdd(q, v, b1), Fma.MultiplyAdd(r, v, c1));
            v = Vector256.LoadUnsafe(in w2, k) & rest;
            (a2, b2, c2) = (Fma.MultiplyAdd(p, v, a2), Fma.MultiplyAdd(q, v, b2), Fma.MultiplyAdd(r, v, c2));
            v = Vector256.LoadUnsafe(in w3, k) & rest;
            (a3, b3, c3) = (Fma.MultiplyAdd(p, v, a3), Fma.MultiplyAdd(q, v, b3), Fma.MultiplyAdd(r, v, c3));
        }
        (first, second, third) = (Sum(a0, a1, a2, a3), Sum(b0, b1, b2, b3), Sum(c0, c1, c2, c3));
    }

    /// <summary>Returns the sum of each vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sum(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<float> halves = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        return halves.GetLower() + halves.GetUpper();
    }

    /// <summary>Some rows, four outputs, and a part of the length.</summary>
    private readonly record struct Place(int Top, int Bottom, int Output, int Outputs, int Left, int Right, int Length)
    {
        /// <summary>Returns where that part of a row begins.</summary>
        public int Start(int row) => row * Length + Left;
    }
}
