using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>Dropout with masks from a random stream, at rates in steps of 1/256: many times faster than one Bernoulli number per element.</summary>
internal static class DropoutMask
{
    /// <summary>Zeroes elements of x at the given rate and divides the others by the exact probability of being kept.</summary>
    public static Tensor Apply(Tensor x, double rate, RandomStream random)
    {
        int dropped = Dropped(rate);
        if (dropped == 0) return x;
        using Tensor drawn = Draw(x.shape, random);
        if (Kernel.Takes(x)) return Kernel.Differentiates(x) ? DropoutFunction.apply(x, drawn, dropped) : Multiply(x, drawn, dropped);
        using Scalar threshold = dropped, scale = Factor(dropped);
        using Tensor mask = drawn.ge_(threshold).to(x.dtype, x.device).mul_(scale);
        return x.mul(mask);
    }

    /// <summary>Applies ReLU and then dropout: the same values and masks as by <see cref="Apply"/>, in one pass that keeps a byte per element.</summary>
    public static Tensor ApplyToRelu(Tensor x, double rate, RandomStream random)
    {
        int dropped = Dropped(rate);
        if (dropped == 0 || !Kernel.Takes(x)) return Apply(torch.nn.functional.relu(x), rate, random);
        using Tensor drawn = Draw(x.shape, random);
        return Kernel.Differentiates(x) ? ReluDropoutFunction.apply(x, drawn, dropped) : MultiplyRelu(x, drawn, dropped);
    }

    /// <summary>Returns how many of the 256 values of a byte drop an element, those from 0.</summary>
    public static int Dropped(double rate) => Math.Clamp((int)Math.Round(rate * 256), 0, 255);

    /// <summary>Returns the factor on elements that are kept, rounded to a type.</summary>
    public static float Scale(ScalarType dtype, int dropped)
    {
        float[] factor = [(float)Factor(dropped)];
        if (dtype != ScalarType.BFloat16) return factor[0];
        Span<ushort> rounded = stackalloc ushort[1];
        BFloat16Element.Store(rounded, Vector512.Create(factor[0]));
        return BFloat16Element.Load(rounded)[0];
    }

    /// <summary>Draws a byte per element.</summary>
    public static Tensor Draw(long[] shape, RandomStream random)
    {
        Tensor drawn = torch.empty(shape, dtype: ScalarType.Byte, device: torch.CPU);
        random.Fill(drawn.bytes);
        return drawn;
    }

    /// <summary>Multiplies by the mask that bytes tell: forward and backward.</summary>
    /// <param name="x">Of any shape, taken by <see cref="Kernel.Takes"/>.</param>
    /// <param name="drawn">A byte per element.</param>
    /// <param name="dropped">The bytes from 0 that drop an element.</param>
    public static Tensor Multiply(Tensor x, Tensor drawn, int dropped)
    {
        Tensor y = torch.empty_like(x);
        float scale = Scale(x.dtype, dropped);
        int count = (int)x.numel(), blocks = (count + Lanes.Block - 1) / Lanes.Block;
        RowLoop.Run(blocks, Lanes.Block, (from, to) =>
        {
            Range range = (from * Lanes.Block)..Math.Min(to * Lanes.Block, count);
            if (x.dtype == ScalarType.BFloat16) Multiply<ushort, BFloat16Element>(x, drawn, y, range, dropped, scale);
            else Multiply<float, Float32Element>(x, drawn, y, range, dropped, scale);
        });
        return y;
    }

    /// <summary>Multiplies ReLU of x by the mask that bytes tell; afterwards the bytes of elements that were not positive drop them, too.</summary>
    /// <param name="x">Of any shape, taken by <see cref="Kernel.Takes"/>.</param>
    /// <param name="drawn">A byte per element; overwritten.</param>
    /// <param name="dropped">The bytes from 0 that drop an element, at least 1.</param>
    public static Tensor MultiplyRelu(Tensor x, Tensor drawn, int dropped)
    {
        Tensor y = torch.empty_like(x);
        float scale = Scale(x.dtype, dropped);
        int count = (int)x.numel(), blocks = (count + Lanes.Block - 1) / Lanes.Block;
        RowLoop.Run(blocks, Lanes.Block, (from, to) =>
        {
            Range range = (from * Lanes.Block)..Math.Min(to * Lanes.Block, count);
            if (x.dtype == ScalarType.BFloat16) MultiplyRelu<ushort, BFloat16Element>(x, drawn, y, range, dropped, scale);
            else MultiplyRelu<float, Float32Element>(x, drawn, y, range, dropped, scale);
        });
        return y;
    }

    private static double Factor(int dropped) => 256.0 / (256 - dropped);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<T, TElement>(Tensor x, Tensor drawn, Tensor y, Range range, int dropped, float scale)
        where T : unmanaged
        where TElement : IElement<T>
    {
        ReadOnlySpan<T> inputs = Kernel.Elements<T>(x)[range];
        ReadOnlySpan<byte> bytes = drawn.bytes[range];
        Span<T> outputs = Kernel.Elements<T>(y)[range];
        int whole = Lanes.Whole(inputs.Length);
        // A product, as the operations compute it: what is not finite stays so where it is dropped.
        if (whole < inputs.Length)
            TElement.Store(outputs[whole..], TElement.Load(inputs[whole..]) * Lanes.Factor(Lanes.Kept(bytes[whole..], dropped), scale));
        ref readonly T from = ref MemoryMarshal.GetReference(inputs);
        ref readonly byte first = ref MemoryMarshal.GetReference(bytes);
        ref T to = ref MemoryMarshal.GetReference(outputs);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
            TElement.Store(ref to, i, TElement.Load(in from, i) * Lanes.Factor(Lanes.Kept(in first, i, dropped), scale));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyRelu<T, TElement>(Tensor x, Tensor drawn, Tensor y, Range range, int dropped, float scale)
        where T : unmanaged
        where TElement : IElement<T>
    {
        ReadOnlySpan<T> inputs = Kernel.Elements<T>(x)[range];
        Span<byte> bytes = drawn.bytes[range];
        Span<T> outputs = Kernel.Elements<T>(y)[range];
        int whole = Lanes.Whole(inputs.Length);
        if (whole < inputs.Length)
        {
            Vector512<float> value = TElement.Load(inputs[whole..]), kept = Lanes.Kept(bytes[whole..], dropped);
            TElement.Store(outputs[whole..], Vector512.MaxNative(Vector512<float>.Zero, value) * Lanes.Factor(kept, scale));
            Lanes.Store(bytes[whole..], Vector512.AndNot(kept, Vector512.LessThanOrEqual(value, Vector512<float>.Zero)));
        }
        ref readonly T from = ref MemoryMarshal.GetReference(inputs);
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        ref T to = ref MemoryMarshal.GetReference(outputs);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
        {
            Vector512<float> value = TElement.Load(in from, i), kept = Lanes.Kept(in first, i, dropped);
            // The second one is what comes out if it is not a number.
            TElement.Store(ref to, i, Vector512.MaxNative(Vector512<float>.Zero, value) * Lanes.Factor(kept, scale));
            Lanes.Store(ref first, i, Vector512.AndNot(kept, Vector512.LessThanOrEqual(value, Vector512<float>.Zero)));
        }
    }
}

/// <summary>The autograd function of <see cref="DropoutMask.ApplyToRelu"/>.</summary>
internal sealed class ReluDropoutFunction : KernelFunction<ReluDropoutFunction>
{
    /// <summary>Takes elements, a byte for each, which it overwrites, and the number of bytes that drop one.</summary>
    protected override Tensor Forward(AutogradContext context, object[] inputs)
    {
        (Tensor x, Tensor drawn, int dropped) = ((Tensor)inputs[0], (Tensor)inputs[1], (int)inputs[2]);
        context.save_for_backward([drawn]);
        context.save_data("dropped", dropped);
        return DropoutMask.MultiplyRelu(x, drawn, dropped);
    }

    /// <inheritdoc/>
    protected override List<Tensor?> Backward(AutogradContext context, Tensor gradient) =>
        [DropoutMask.Multiply(gradient.contiguous(), context.get_saved_variables()[0], (int)context.get_data("dropped")), null, null];
}

/// <summary>The autograd function of <see cref="DropoutMask.Apply"/>: it keeps a byte per element.</summary>
internal sealed class DropoutFunction : KernelFunction<DropoutFunction>
{
    /// <summary>Takes elements, a byte for each, and the number of bytes that drop one.</summary>
    protected override Tensor Forward(AutogradContext context, object[] inputs)
    {
        (Tensor x, Tensor drawn, int dropped) = ((Tensor)inputs[0], (Tensor)inputs[1], (int)inputs[2]);
        context.save_for_backward([drawn]);
        context.save_data("dropped", dropped);
        return DropoutMask.Multiply(x, drawn, dropped);
    }

    /// <inheritdoc/>
    protected override List<Tensor?> Backward(AutogradContext context, Tensor gradient) =>
        [DropoutMask.Multiply(gradient.contiguous(), context.get_saved_variables()[0], (int)context.get_data("dropped")), null, null];
}
