using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>
/// The inner state of a gated feed-forward layer, activation(gate) · up, in one pass forward and one backward, computed in float32. Gate and up are matrices
/// of their own, or the left and right half of one.
/// </summary>
internal static class GatedActivationKernel
{
    /// <summary>Computes activation(gate) · up where autograd wants it differentiated or not.</summary>
    /// <param name="gate">[tokens, width], taken by <see cref="Kernel.Takes"/> together with <paramref name="up"/>.</param>
    /// <param name="up">[tokens, width].</param>
    /// <param name="tanh">Whether the activation is GELU by tanh; if not, SiLU.</param>
    public static Tensor Apply(Tensor gate, Tensor up, bool tanh) =>
        Kernel.Differentiates(gate, up) ? GatedActivationFunction.apply(gate, up, tanh) : Forward(new(gate, up), tanh);

    /// <summary>Computes activation(left half) · right half.</summary>
    /// <param name="both">[tokens, 2 · width], taken by <see cref="Kernel.Takes"/>.</param>
    /// <param name="tanh">Whether the activation is GELU by tanh; if not, SiLU.</param>
    public static Tensor Apply(Tensor both, bool tanh) =>
        Kernel.Differentiates(both) ? GatedHalvesFunction.apply(both, tanh) : Forward(new(both), tanh);

    /// <summary>Computes the output: [tokens, width].</summary>
    public static Tensor Forward(GateAndUp inputs, bool tanh)
    {
        Tensor y = torch.empty([inputs.Rows, inputs.Width], dtype: inputs.Gate.dtype);
        RowLoop.Run(inputs.Rows, inputs.Width, (from, to) =>
        {
            if (y.dtype == ScalarType.Float32 && tanh) Forward<float, Float32Element, GeluTanhCurve>(inputs, y, from, to);
            else if (y.dtype == ScalarType.Float32) Forward<float, Float32Element, SiluCurve>(inputs, y, from, to);
            else if (tanh) Forward<ushort, BFloat16Element, GeluTanhCurve>(inputs, y, from, to);
            else Forward<ushort, BFloat16Element, SiluCurve>(inputs, y, from, to);
        });
        return y;
    }

    /// <summary>Computes the gradients with respect to gate and up, stored as these are.</summary>
    public static GateAndUp Backward(Tensor gradient, GateAndUp inputs, bool tanh)
    {
        GateAndUp results = inputs.Like();
        RowLoop.Run(inputs.Rows, 2 * inputs.Width, (from, to) =>
        {
            if (gradient.dtype == ScalarType.Float32 && tanh) Backward<float, Float32Element, GeluTanhCurve>(gradient, inputs, results, from, to);
            else if (gradient.dtype == ScalarType.Float32) Backward<float, Float32Element, SiluCurve>(gradient, inputs, results, from, to);
            else if (tanh) Backward<ushort, BFloat16Element, GeluTanhCurve>(gradient, inputs, results, from, to);
            else Backward<ushort, BFloat16Element, SiluCurve>(gradient, inputs, results, from, to);
        });
        return results;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<T, TElement, TCurve>(GateAndUp inputs, Tensor y, int from, int to)
        where T : unmanaged
        where TElement : IElement<T>
        where TCurve : IGateCurve
    {
        Span<T> gates = Kernel.Elements<T>(inputs.Gate), ups = Kernel.Elements<T>(inputs.Up), outputs = Kernel.Elements<T>(y);
        // Matrices of their own are one long row.
        int width = inputs.Halves ? inputs.Width : (to - from) * inputs.Width;
        for (int row = from; row < to; row += width / inputs.Width)
            Forward<T, TElement, TCurve>(inputs.GateRow(gates, row, width), inputs.UpRow(ups, row, width), outputs.Slice(row * inputs.Width, width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<T, TElement, TCurve>(ReadOnlySpan<T> gate, ReadOnlySpan<T> up, Span<T> output)
        where T : unmanaged
        where TElement : IElement<T>
        where TCurve : IGateCurve
    {
        int whole = Lanes.Whole(gate.Length);
        if (whole < gate.Length) TElement.Store(output[whole..], Value<TCurve>(TElement.Load(gate[whole..])) * TElement.Load(up[whole..]));
        ref readonly T gates = ref MemoryMarshal.GetReference(gate), ups = ref MemoryMarshal.GetReference(up);
        ref T to = ref MemoryMarshal.GetReference(output);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
            TElement.Store(ref to, i, Value<TCurve>(TElement.Load(in gates, i)) * TElement.Load(in ups, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<T, TElement, TCurve>(Tensor gradient, GateAndUp inputs, GateAndUp results, int from, int to)
        where T : unmanaged
        where TElement : IElement<T>
        where TCurve : IGateCurve
    {
        Span<T> above = Kernel.Elements<T>(gradient), gates = Kernel.Elements<T>(inputs.Gate), ups = Kernel.Elements<T>(inputs.Up);
        Span<T> byGates = Kernel.Elements<T>(results.Gate), byUps = Kernel.Elements<T>(results.Up);
        int width = inputs.Halves ? inputs.Width : (to - from) * inputs.Width;
        for (int row = from; row < to; row += width / inputs.Width)
        {
            Backward<T, TElement, TCurve>(
                above.Slice(row * inputs.Width, width), inputs.GateRow(gates, row, width), inputs.UpRow(ups, row, width),
                results.GateRow(byGates, row, width), results.UpRow(byUps, row, width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<T, TElement, TCurve>(ReadOnlySpan<T> gradient, ReadOnlySpan<T> gate, ReadOnlySpan<T> up, Span<T> byGate, Span<T> byUp)
        where T : unmanaged
        where TElement : IElement<T>
        where TCurve : IGateCurve
    {
        int whole = Lanes.Whole(gate.Length);
        if (whole < gate.Length)
        {
            Vector512<float> x = TElement.Load(gate[whole..]), upper = TElement.Load(gradient[whole..]);
            (Vector512<float> value, Vector512<float> slope) = ValueAndSlope<TCurve>(x);
            TElement.Store(byGate[whole..], upper * TElement.Load(up[whole..]) * slope);
            TElement.Store(byUp[whole..], upper * value);
        }
        ref readonly T gradients = ref MemoryMarshal.GetReference(gradient);
        ref readonly T gates = ref MemoryMarshal.GetReference(gate), ups = ref MemoryMarshal.GetReference(up);
        ref T byGates = ref MemoryMarshal.GetReference(byGate), byUps = ref MemoryMarshal.GetReference(byUp);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
        {
            Vector512<float> x = TElement.Load(in gates, i), upper = TElement.Load(in gradients, i);
            (Vector512<float> value, Vector512<float> slope) = ValueAndSlope<TCurve>(x);
            TElement.Store(ref byGates, i, upper * TElement.Load(in ups, i) * slope);
            TElement.Store(ref byUps, i, upper * value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Value<TCurve>(Vector512<float> x)
        where TCurve : IGateCurve => x * Lanes.Sigmoid(TCurve.Exponent(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Value, Vector512<float> Slope) ValueAndSlope<TCurve>(Vector512<float> x)
        where TCurve : IGateCurve
    {
        Vector512<float> opened = Lanes.Sigmoid(TCurve.Exponent(x)), value = x * opened;
        return (value, Vector512.FusedMultiplyAdd(value * (Vector512<float>.One - opened), TCurve.Slope(x), opened));
    }
}

/// <summary>Gate and up: two matrices, [tokens, width] each, or the halves of one, [tokens, 2 · width].</summary>
/// <param name="Gate">The gate, or the one matrix.</param>
/// <param name="Up">The other, or the one matrix again.</param>
internal sealed record GateAndUp(Tensor Gate, Tensor Up)
{
    /// <summary>Creates the halves of one matrix.</summary>
    public GateAndUp(Tensor both)
        : this(both, both)
    {
    }

    /// <summary>Whether they are halves.</summary>
    public bool Halves { get; } = ReferenceEquals(Gate, Up);

    /// <summary>The number of tokens.</summary>
    public int Rows { get; } = (int)(Gate.numel() / Gate.shape[^1]);

    /// <summary>The width of each.</summary>
    public int Width { get; } = (int)Gate.shape[^1] / (ReferenceEquals(Gate, Up) ? 2 : 1);

    /// <summary>Allocates matrices of the same form.</summary>
    public GateAndUp Like() => Halves ? new(torch.empty_like(Gate)) : new(torch.empty_like(Gate), torch.empty_like(Up));

    /// <summary>Returns elements of the gate from a row on.</summary>
    public Span<T> GateRow<T>(Span<T> all, int row, int count) => all.Slice(row * Gap, count);

    /// <summary>Returns elements of the other from a row on.</summary>
    public Span<T> UpRow<T>(Span<T> all, int row, int count) => all.Slice(row * Gap + (Halves ? Width : 0), count);

    private int Gap => Halves ? 2 * Width : Width;
}

/// <summary>The autograd function of two matrices; it keeps these only.</summary>
internal sealed class GatedActivationFunction : KernelFunction<GatedActivationFunction>
{
    /// <summary>Takes gate, up, and whether the activation is GELU by tanh.</summary>
    protected override Tensor Forward(AutogradContext context, object[] inputs)
    {
        (Tensor gate, Tensor up, bool tanh) = ((Tensor)inputs[0], (Tensor)inputs[1], (bool)inputs[2]);
        context.save_for_backward([gate, up]);
        context.save_data("tanh", tanh);
        return GatedActivationKernel.Forward(new(gate, up), tanh);
    }

    /// <inheritdoc/>
    protected override List<Tensor?> Backward(AutogradContext context, Tensor gradient)
    {
        List<Tensor> saved = context.get_saved_variables();
        GateAndUp by = GatedActivationKernel.Backward(gradient.contiguous(), new(saved[0], saved[1]), (bool)context.get_data("tanh"));
        return [by.Gate, by.Up, null];
    }
}

/// <summary>The autograd function of the halves of one matrix; it keeps this only.</summary>
internal sealed class GatedHalvesFunction : KernelFunction<GatedHalvesFunction>
{
    /// <summary>Takes the matrix, and whether the activation is GELU by tanh.</summary>
    protected override Tensor Forward(AutogradContext context, object[] inputs)
    {
        (Tensor both, bool tanh) = ((Tensor)inputs[0], (bool)inputs[1]);
        context.save_for_backward([both]);
        context.save_data("tanh", tanh);
        return GatedActivationKernel.Forward(new(both), tanh);
    }

    /// <inheritdoc/>
    protected override List<Tensor?> Backward(AutogradContext context, Tensor gradient)
    {
        var inputs = new GateAndUp(context.get_saved_variables()[0]);
        return [GatedActivationKernel.Backward(gradient.contiguous(), inputs, (bool)context.get_data("tanh")).Gate, null];
    }
}
