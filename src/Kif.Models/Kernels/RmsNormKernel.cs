using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kif.Models;

/// <summary>Root-mean-square normalization in one pass over each row, forward and backward; sums and products in float32.</summary>
internal static class RmsNormKernel
{
    /// <summary>Computes the normalized and scaled rows.</summary>
    /// <param name="x">[…, width], taken by <see cref="Kernel.Takes"/>.</param>
    /// <param name="gain">Float32 [width].</param>
    /// <param name="epsilon">ε.</param>
    /// <returns>The rows, of the type of x, and float32 […, 1], 1 / root mean square of each.</returns>
    public static (Tensor Y, Tensor Inverse) Forward(Tensor x, Tensor gain, double epsilon)
    {
        int width = (int)x.shape[^1], rows = (int)(x.numel() / width);
        Tensor y = torch.empty_like(x), inverse = torch.empty([.. x.shape[..^1], 1], dtype: ScalarType.Float32);
        RowLoop.Run(rows, width, (from, to) =>
        {
            if (x.dtype == ScalarType.BFloat16) Forward<ushort, BFloat16Element>(x, gain, y, inverse, from, to, epsilon);
            else Forward<float, Float32Element>(x, gain, y, inverse, from, to, epsilon);
        });
        return (y, inverse);
    }

    /// <summary>Computes the gradient with respect to the rows.</summary>
    /// <param name="gradient">The gradient with respect to the output, taken by <see cref="Kernel.Takes"/> together with x.</param>
    /// <param name="x">[…, width].</param>
    /// <param name="inverse">Float32 […, 1], from <see cref="Forward(Tensor, Tensor, double)"/>.</param>
    /// <param name="gain">Float32 [width].</param>
    public static Tensor Backward(Tensor gradient, Tensor x, Tensor inverse, Tensor gain)
    {
        int width = (int)x.shape[^1], rows = (int)(x.numel() / width);
        Tensor byX = torch.empty_like(x);
        RowLoop.Run(rows, width, (from, to) =>
        {
            if (x.dtype == ScalarType.BFloat16) Backward<ushort, BFloat16Element>(gradient, x, inverse, gain, byX, from, to);
            else Backward<float, Float32Element>(gradient, x, inverse, gain, byX, from, to);
        });
        return byX;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<T, TElement>(Tensor x, Tensor gain, Tensor y, Tensor inverse, int from, int to, double epsilon)
        where T : unmanaged
        where TElement : IElement<T>
    {
        ReadOnlySpan<T> inputs = Kernel.Elements<T>(x);
        Span<T> outputs = Kernel.Elements<T>(y);
        ReadOnlySpan<float> gains = Kernel.Elements<float>(gain);
        Span<float> inverses = Kernel.Elements<float>(inverse);
        for (int row = from; row < to; row++)
        {
            ReadOnlySpan<T> input = inputs.Slice(row * gains.Length, gains.Length);
            float factor = (float)(1 / Math.Sqrt(Squares<T, TElement>(input) / (double)gains.Length + epsilon));
            inverses[row] = factor;
            Scale<T, TElement>(input, gains, factor, outputs.Slice(row * gains.Length, gains.Length));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Squares<T, TElement>(ReadOnlySpan<T> input)
        where T : unmanaged
        where TElement : IElement<T>
    {
        int whole = Lanes.Whole(input.Length);
        Vector512<float> sum = Vector512<float>.Zero;
        if (whole < input.Length)
        {
            Vector512<float> value = TElement.Load(input[whole..]);
            sum = value * value;
        }
        ref readonly T first = ref MemoryMarshal.GetReference(input);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
        {
            Vector512<float> value = TElement.Load(in first, i);
            sum = Vector512.FusedMultiplyAdd(value, value, sum);
        }
        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<T, TElement>(ReadOnlySpan<T> input, ReadOnlySpan<float> gains, float factor, Span<T> output)
        where T : unmanaged
        where TElement : IElement<T>
    {
        int whole = Lanes.Whole(input.Length);
        if (whole < input.Length) TElement.Store(output[whole..], TElement.Load(input[whole..]) * factor * Float32Element.Load(gains[whole..]));
        ref readonly T from = ref MemoryMarshal.GetReference(input);
        ref readonly float by = ref MemoryMarshal.GetReference(gains);
        ref T to = ref MemoryMarshal.GetReference(output);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count) TElement.Store(ref to, i, TElement.Load(in from, i) * factor * Float32Element.Load(in by, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<T, TElement>(Tensor gradient, Tensor x, Tensor inverse, Tensor gain, Tensor byX, int from, int to)
        where T : unmanaged
        where TElement : IElement<T>
    {
        ReadOnlySpan<T> above = Kernel.Elements<T>(gradient), inputs = Kernel.Elements<T>(x);
        Span<T> outputs = Kernel.Elements<T>(byX);
        ReadOnlySpan<float> gains = Kernel.Elements<float>(gain), inverses = Kernel.Elements<float>(inverse);
        int width = gains.Length;
        for (int row = from; row < to; row++)
        {
            ReadOnlySpan<T> upper = above.Slice(row * width, width), input = inputs.Slice(row * width, width);
            float factor = inverses[row], along = (float)(Along<T, TElement>(upper, input, gains) / (double)width * factor * factor);
            Project<T, TElement>(upper, input, gains, along, factor, outputs.Slice(row * width, width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Along<T, TElement>(ReadOnlySpan<T> upper, ReadOnlySpan<T> input, ReadOnlySpan<float> gains)
        where T : unmanaged
        where TElement : IElement<T>
    {
        int whole = Lanes.Whole(input.Length);
        Vector512<float> sum = Vector512<float>.Zero;
        if (whole < input.Length) sum = TElement.Load(upper[whole..]) * Float32Element.Load(gains[whole..]) * TElement.Load(input[whole..]);
        ref readonly T above = ref MemoryMarshal.GetReference(upper), from = ref MemoryMarshal.GetReference(input);
        ref readonly float by = ref MemoryMarshal.GetReference(gains);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
            sum = Vector512.FusedMultiplyAdd(TElement.Load(in above, i) * Float32Element.Load(in by, i), TElement.Load(in from, i), sum);
        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Project<T, TElement>(
        ReadOnlySpan<T> upper, ReadOnlySpan<T> input, ReadOnlySpan<float> gains, float along, float factor, Span<T> output)
        where T : unmanaged
        where TElement : IElement<T>
    {
        int whole = Lanes.Whole(input.Length);
        if (whole < input.Length)
        {
            Vector512<float> scaled = TElement.Load(upper[whole..]) * Float32Element.Load(gains[whole..]);
            TElement.Store(output[whole..], (scaled - TElement.Load(input[whole..]) * along) * factor);
        }
        ref readonly T above = ref MemoryMarshal.GetReference(upper), from = ref MemoryMarshal.GetReference(input);
        ref readonly float by = ref MemoryMarshal.GetReference(gains);
        ref T to = ref MemoryMarshal.GetReference(output);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
            TElement.Store(ref to, i, (TElement.Load(in above, i) * Float32Element.Load(in by, i) - TElement.Load(in from, i) * along) * factor);
    }
}
