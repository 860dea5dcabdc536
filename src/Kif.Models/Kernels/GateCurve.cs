using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kif.Models;

/// <summary>An activation function of the form x · sigmoid(t(x)).</summary>
internal interface IGateCurve
{
    /// <summary>Computes t(x).</summary>
    static abstract Vector512<float> Exponent(Vector512<float> x);

    /// <summary>Computes the derivative of t at x.</summary>
    static abstract Vector512<float> Slope(Vector512<float> x);
}

/// <summary>x · sigmoid(x).</summary>
internal readonly struct SiluCurve : IGateCurve
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exponent(Vector512<float> x) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Slope(Vector512<float> x) => Vector512<float>.One;
}

/// <summary>The approximation of GELU by tanh: (1 + tanh(z)) / 2 is sigmoid(2z), where z = √(2/π) · (x + 0.044715 x³).</summary>
internal readonly struct GeluTanhCurve : IGateCurve
{
    private const float Linear = 1.5957691216f, Cubic = 0.044715f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exponent(Vector512<float> x) =>
        x * Linear * Vector512.FusedMultiplyAdd(x * Cubic, x, Vector512<float>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Slope(Vector512<float> x) => Linear * Vector512.FusedMultiplyAdd(x * (3 * Cubic), x, Vector512<float>.One);
}
