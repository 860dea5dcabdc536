using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>
/// The rotation of queries or keys, x · cos + roll(x) · sin, in one pass forward and backward, computed in float32: the elements of a pair are half the rotated
/// width apart. What a head has beyond it is scaled.
/// </summary>
internal static class RotaryKernel
{
    /// <summary>Rotates.</summary>
    /// <param name="x">[tokens, heads, head width], taken by <see cref="Kernel.Takes"/> together with the other tensors.</param>
    /// <param name="cos">[tokens, 1, rotated width], an even part of the head width.</param>
    /// <param name="sin">Of the same shape, negative for the first half; neither needs a gradient.</param>
    /// <param name="scale">The factor on elements that are not rotated.</param>
    public static Tensor Apply(Tensor x, Tensor cos, Tensor sin, double scale) =>
        Kernel.Differentiates(x) ? RotaryFunction.apply(x, cos, sin, scale) : Rotate(x, cos, sin, scale, false);

    /// <summary>Rotates, or computes the gradient with respect to x from the one with respect to the result.</summary>
    public static Tensor Rotate(Tensor x, Tensor cos, Tensor sin, double scale, bool back)
    {
        Tensor y = torch.empty_like(x);
        RowLoop.Run((int)x.shape[0], x.shape[1] * x.shape[2], (from, to) =>
        {
            if (x.dtype == ScalarType.BFloat16) Tokens<ushort, BFloat16Element>(from, to);
            else Tokens<float, Float32Element>(from, to);
        });
        return y;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Tokens<T, TElement>(int from, int to)
            where T : unmanaged
            where TElement : IElement<T>
        {
            (int heads, int width, int turned) = ((int)x.shape[1], (int)x.shape[2], (int)cos.shape[2]);
            ReadOnlySpan<T> inputs = Kernel.Elements<T>(x), cosines = Kernel.Elements<T>(cos), sines = Kernel.Elements<T>(sin);
            Span<T> outputs = Kernel.Elements<T>(y);
            for (int token = from; token < to; token++)
            {
                ReadOnlySpan<T> first = cosines.Slice(token * turned, turned), second = sines.Slice(token * turned, turned);
                for (int head = 0, at = token * heads * width; head < heads; head++, at += width)
                {
                    Head<T, TElement>(inputs.Slice(at, turned), first, second, outputs.Slice(at, turned), back);
                    if (turned < width) Scale<T, TElement>(inputs[(at + turned)..(at + width)], (float)scale, outputs[(at + turned)..(at + width)]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Head<T, TElement>(ReadOnlySpan<T> x, ReadOnlySpan<T> cos, ReadOnlySpan<T> sin, Span<T> y, bool back)
        where T : unmanaged
        where TElement : IElement<T>
    {
        int half = x.Length / 2, whole = Lanes.Whole(half);
        if (whole < half)
        {
            Vector512<float> left = TElement.Load(x[whole..half]), right = TElement.Load(x[(half + whole)..]);
            Vector512<float> upper = TElement.Load(sin[whole..half]), lower = TElement.Load(sin[(half + whole)..]);
            TElement.Store(y[whole..half], left * TElement.Load(cos[whole..half]) + right * (back ? lower : upper));
            TElement.Store(y[(half + whole)..], right * TElement.Load(cos[(half + whole)..]) + left * (back ? upper : lower));
        }
        ref readonly T lefts = ref MemoryMarshal.GetReference(x), rights = ref MemoryMarshal.GetReference(x[half..]);
        ref readonly T leftCos = ref MemoryMarshal.GetReference(cos), rightCos = ref MemoryMarshal.GetReference(cos[half..]);
        ref readonly T leftSin = ref MemoryMarshal.GetReference(back ? sin[half..] : sin), rightSin = ref MemoryMarshal.GetReference(back ? sin : sin[half..]);
        ref T toLeft = ref MemoryMarshal.GetReference(y), toRight = ref MemoryMarshal.GetReference(y[half..]);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
        {
            Vector512<float> left = TElement.Load(in lefts, i), right = TElement.Load(in rights, i);
            TElement.Store(ref toLeft, i, Vector512.FusedMultiplyAdd(left, TElement.Load(in leftCos, i), right * TElement.Load(in leftSin, i)));
            TElement.Store(ref toRight, i, Vector512.FusedMultiplyAdd(right, TElement.Load(in rightCos, i), left * TElement.Load(in rightSin, i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale<T, TElement>(ReadOnlySpan<T> x, float scale, Span<T> y)
        where T : unmanaged
        where TElement : IElement<T>
    {
        int whole = Lanes.Whole(x.Length);
        if (whole < x.Length) TElement.Store(y[whole..], TElement.Load(x[whole..]) * scale);
        ref readonly T from = ref MemoryMarshal.GetReference(x);
        ref T to = ref MemoryMarshal.GetReference(y);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count) TElement.Store(ref to, i, TElement.Load(in from, i) * scale);
    }
}

/// <summary>The autograd function of <see cref="RotaryKernel"/>: it keeps the rotations, which all layers share.</summary>
internal sealed class RotaryFunction : KernelFunction<RotaryFunction>
{
    /// <summary>Takes x, cosines, sines and the scale.</summary>
    protected override Tensor Forward(AutogradContext context, object[] inputs)
    {
        (Tensor x, Tensor cos, Tensor sin, double scale) = ((Tensor)inputs[0], (Tensor)inputs[1], (Tensor)inputs[2], (double)inputs[3]);
        context.save_for_backward([cos, sin]);
        context.save_data("scale", scale);
        return RotaryKernel.Rotate(x, cos, sin, scale, false);
    }

    /// <inheritdoc/>
    protected override List<Tensor?> Backward(AutogradContext context, Tensor gradient)
    {
        List<Tensor> saved = context.get_saved_variables();
        return [RotaryKernel.Rotate(gradient.contiguous(), saved[0], saved[1], (double)context.get_data("scale"), true), null, null, null];
    }
}
