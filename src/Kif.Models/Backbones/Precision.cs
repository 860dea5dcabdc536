namespace Kif.Models.Backbones;

/// <summary>The element types that models compute in.</summary>
internal static class Precision
{
    /// <summary>The types that a backbone's weights and activations may have.</summary>
    public static IReadOnlyList<ScalarType> Supported { get; } = [ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16, ScalarType.Float64];

    /// <summary>Rejects other types.</summary>
    /// <exception cref="ArgumentException">The type is not in <see cref="Supported"/>.</exception>
    public static ScalarType Check(ScalarType dtype) => Supported.Contains(dtype)
        ? dtype
        : throw new ArgumentException($"a model computes in {string.Join(", ", Supported)}, not {dtype}", nameof(dtype));

    /// <summary>Whether sums, norms and losses need a wider type than this one.</summary>
    public static bool IsHalf(ScalarType dtype) => dtype is ScalarType.BFloat16 or ScalarType.Float16;

    /// <summary>Returns the type of trainable weights, norms and losses for frozen weights of this type: Float32, or Float64 for Float64.</summary>
    public static ScalarType Wide(ScalarType dtype) => dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>Returns the tensor itself, or a copy of it in the wide type.</summary>
    public static Tensor Widen(Tensor x) => IsHalf(x.dtype) ? x.to_type(ScalarType.Float32) : x;
}
