using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kif.Models;

/// <summary>An element type of kernels: they compute in float32, sixteen elements at a time, whatever is stored.</summary>
/// <typeparam name="T">How an element is stored.</typeparam>
internal interface IElement<T>
    where T : unmanaged
{
    /// <summary>Reads sixteen elements from an index on.</summary>
    static abstract Vector512<float> Load(ref readonly T first, nuint at);

    /// <summary>Reads fewer elements; zeros stand beyond them.</summary>
    static abstract Vector512<float> Load(ReadOnlySpan<T> rest);

    /// <summary>Writes sixteen elements from an index on.</summary>
    static abstract void Store(ref T first, nuint at, Vector512<float> value);

    /// <summary>Writes as many elements as there is place for.</summary>
    static abstract void Store(Span<T> rest, Vector512<float> value);
}

/// <summary>Elements that are stored as float32.</summary>
internal readonly struct Float32Element : IElement<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref readonly float first, nuint at) => Vector512.LoadUnsafe(in first, at);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> Load(ReadOnlySpan<float> rest)
    {
        Span<float> all = stackalloc float[Lanes.Count];
        all.Clear();
        rest.CopyTo(all);
        return Vector512.Create<float>(all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref float first, nuint at, Vector512<float> value) => value.StoreUnsafe(ref first, at);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Store(Span<float> rest, Vector512<float> value)
    {
        Span<float> all = stackalloc float[Lanes.Count];
        value.CopyTo(all);
        all[..rest.Length].CopyTo(rest);
    }
}

/// <summary>Elements that are stored as bfloat16, the upper half of a float32, rounded to the nearest and to even where two are as near.</summary>
internal readonly struct BFloat16Element : IElement<ushort>
{
    private const uint NotANumber = 0x7FC0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref readonly ushort first, nuint at) => Widen(Vector256.LoadUnsafe(in first, at));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> Load(ReadOnlySpan<ushort> rest)
    {
        Span<ushort> all = stackalloc ushort[Lanes.Count];
        all.Clear();
        rest.CopyTo(all);
        return Widen(Vector256.Create<ushort>(all));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref ushort first, nuint at, Vector512<float> value) => Narrow(value).StoreUnsafe(ref first, at);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Store(Span<ushort> rest, Vector512<float> value)
    {
        Span<ushort> all = stackalloc ushort[Lanes.Count];
        Narrow(value).CopyTo(all);
        all[..rest.Length].CopyTo(rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Widen(Vector256<ushort> stored)
    {
        Vector512<uint> wide;
        if (Avx512F.IsSupported)
        {
            wide = Avx512F.ConvertToVector512UInt32(stored);
        }
        else
        {
            (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(stored);
            wide = Vector512.Create(lower, upper);
        }
        return Vector512.ShiftLeft(wide, 16).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Narrow(Vector512<float> value)
    {
        Vector512<uint> bits = value.AsUInt32(), upper = bits >>> 16;
        Vector512<uint> rounded = (bits + (upper & Vector512<uint>.One) + Vector512.Create(0x7FFFu)) >>> 16;
        rounded = Vector512.ConditionalSelect(Vector512.Equals(value, value).AsUInt32(), rounded, Vector512.Create(NotANumber));
        return Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt16(rounded) : Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
    }
}

/// <summary>What kernels do with sixteen elements in float32.</summary>
internal static class Lanes
{
    /// <summary>The number of elements.</summary>
    public const int Count = 16;

    /// <summary>Returns the elements of a row that are sixteen at a time; fewer follow.</summary>
    public static int Whole(int width) => width & -Count;

    /// <summary>The elements that are worth being told apart when some are shared out among threads.</summary>
    public const int Block = 1024;

    // ln 2 in two parts, the first of which a small whole number multiplies exactly.
    private const float Log2E = 1.44269504f, Ln2Upper = 0.693359375f, Ln2Lower = -2.12194440e-4f;

    /// <summary>The least number whose exponential is a normal float32.</summary>
    public const float LeastExponent = -87.3365448f;

    // Large enough for infinity.
    private const float MostExponent = 89;

    /// <summary>Computes exp(x) to a rounding or two: 0 where it would not be a normal number, infinity where it is too large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // The second factor is what comes out of these if one is not a number.
        Vector512<float> inside = Vector512.MinNative(Vector512.Create(MostExponent), Vector512.MaxNative(Vector512.Create(LeastExponent), x));
        Vector512<float> whole = Vector512.Round(inside * Log2E);
        Vector512<float> rest = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-Ln2Upper), inside);
        rest = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-Ln2Lower), rest);
        // Cephes' polynomial of exp on [-ln 2 / 2, ln 2 / 2].
        Vector512<float> series = Vector512.Create(1.9875691500e-4f);
        series = Vector512.FusedMultiplyAdd(series, rest, Vector512.Create(1.3981999507e-3f));
        series = Vector512.FusedMultiplyAdd(series, rest, Vector512.Create(8.3334519073e-3f));
        series = Vector512.FusedMultiplyAdd(series, rest, Vector512.Create(4.1665795894e-2f));
        series = Vector512.FusedMultiplyAdd(series, rest, Vector512.Create(1.6666665459e-1f));
        series = Vector512.FusedMultiplyAdd(series, rest, Vector512.Create(5.0000001201e-1f));
        series = Vector512.FusedMultiplyAdd(series, rest * rest, rest) + Vector512<float>.One;
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(LeastExponent)), Vector512<float>.Zero, Scale(series, whole));
    }

    /// <summary>Returns the largest of the sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Vector512<float> x)
    {
        Vector256<float> eight = Vector256.MaxNative(x.GetLower(), x.GetUpper());
        Vector128<float> four = Vector128.MaxNative(eight.GetLower(), eight.GetUpper());
        four = Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>Reads sixteen bytes and returns all bits set where they are not less than a bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Kept(ref readonly byte first, nuint at, int bound) => Kept(Vector128.LoadUnsafe(in first, at), bound);

    /// <summary>Reads fewer bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<float> Kept(ReadOnlySpan<byte> rest, int bound)
    {
        Span<byte> all = stackalloc byte[Count];
        all.Clear();
        rest.CopyTo(all);
        return Kept(Vector128.Create<byte>(all), bound);
    }

    /// <summary>Writes sixteen bytes, 255 where all bits are set and 0 where none is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref byte first, nuint at, Vector512<float> mask) => Narrow(mask).StoreUnsafe(ref first, at);

    /// <summary>Writes as many bytes as there is place for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Store(Span<byte> rest, Vector512<float> mask)
    {
        Span<byte> all = stackalloc byte[Count];
        Narrow(mask).CopyTo(all);
        all[..rest.Length].CopyTo(rest);
    }

    /// <summary>Returns a factor where all bits are set, and 0 elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Factor(Vector512<float> kept, float factor) => kept & Vector512.Create(factor);

    /// <summary>Computes 1 / (1 + exp(−x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Exp(-x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Kept(Vector128<byte> bytes, int bound)
    {
        Vector512<uint> wide;
        if (Avx512F.IsSupported)
        {
            wide = Avx512F.ConvertToVector512UInt32(bytes);
        }
        else
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(bytes);
            (Vector256<uint> first, Vector256<uint> second) = (Widen(lower), Widen(upper));
            wide = Vector512.Create(first, second);
        }
        return Vector512.GreaterThanOrEqual(wide, Vector512.Create((uint)bound)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Narrow(Vector512<float> mask)
    {
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector128Byte(mask.AsUInt32());
        Vector512<uint> ones = mask.AsUInt32() & Vector512.Create(255u);
        Vector256<ushort> half = Vector256.Narrow(ones.GetLower(), ones.GetUpper());
        return Vector128.Narrow(half.GetLower(), half.GetUpper());
    }

    private static Vector256<uint> Widen(Vector128<ushort> x)
    {
        (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(x);
        return Vector256.Create(lower, upper);
    }

    /// <summary>Computes x · 2^n: in two factors, since n reaches 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scale(Vector512<float> x, Vector512<float> whole)
    {
        if (Avx512F.IsSupported) return Avx512F.Scale(x, whole);
        Vector512<int> power = Vector512.ConvertToInt32(whole), half = power >> 1;
        return x * PowerOf2(half) * PowerOf2(power - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOf2(Vector512<int> exponent) => ((exponent + Vector512.Create(127)) << 23).AsSingle();
}
