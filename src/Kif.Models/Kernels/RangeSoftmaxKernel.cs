using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kif.Models;

/// <summary>
/// Softmax over the keys that each query attends to (<see cref="KeyRanges"/>), in one pass over them, forward and backward; sums and exponentials in float32.
/// Other keys get the weight 0, and queries that stand for no token have no weights at all.
/// </summary>
/// <param name="ranges">The keys of each query.</param>
/// <param name="shape">The heads.</param>
internal sealed class RangeSoftmaxKernel(KeyRanges ranges, AttentionShape shape)
{
    private static readonly Vector512<float> Numbers = Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    private readonly int length = ranges.Queries.Length, group = shape.Heads / shape.KeyHeads, keys = ranges.Keys;

    /// <summary>Turns scores into weights, in place.</summary>
    /// <param name="scores">[rows · key heads, group · length, keys], taken by <see cref="Kernel.Takes"/>.</param>
    /// <param name="added">What is added to the scores, [rows or 1, heads, length, keys], of the same type and taken likewise; null for nothing.</param>
    public void Forward(Tensor scores, Tensor? added) => RowLoop.Run(Lines(scores), keys, (from, to) =>
    {
        if (scores.dtype == ScalarType.BFloat16) Forward<ushort, BFloat16Element>(scores, added, from, to);
        else Forward<float, Float32Element>(scores, added, from, to);
    });

    /// <summary>Turns the gradient with respect to weights into the one with respect to scores.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="gradient">The gradient with respect to them, taken together with them.</param>
    /// <param name="result">Receives the gradient.</param>
    public void Backward(Tensor weights, Tensor gradient, Tensor result) => RowLoop.Run(Lines(weights), keys, (from, to) =>
    {
        if (weights.dtype == ScalarType.BFloat16) Backward<ushort, BFloat16Element>(weights, gradient, result, from, to);
        else Backward<float, Float32Element>(weights, gradient, result, from, to);
    });

    private static int Lines(Tensor scores) => (int)(scores.shape[0] * scores.shape[1]);

    /// <summary>Finds the keys of a line of scores; none if no token belongs to it.</summary>
    private (int From, int To) Range(int line)
    {
        int row = line / (shape.KeyHeads * group * length), query = line % length;
        if (query >= ranges.Queries.Counts[row]) return (0, 0);
        int token = ranges.Queries.Starts[row] + query;
        return (ranges.From[token], ranges.To[token]);
    }

    private void Forward<T, TElement>(Tensor scores, Tensor? added, int from, int to)
        where T : unmanaged
        where TElement : IElement<T>
    {
        Span<T> all = Kernel.Elements<T>(scores);
        ReadOnlySpan<T> biases = added is null ? default : Kernel.Elements<T>(added);
        Span<float> wide = keys <= 4096 ? stackalloc float[keys] : new float[keys];
        for (int line = from; line < to; line++)
        {
            Span<T> here = all.Slice(line * keys, keys);
            (int first, int last) = Range(line);
            if (last > first)
            {
                // The lines of a bias are those of the scores, or those of one row for all.
                ReadOnlySpan<T> bias = biases.IsEmpty ? default : biases.Slice(line % (biases.Length / keys) * keys + first, last - first);
                Softmax<T, TElement>(here[first..last], bias, wide[..(last - first)]);
            }
            here[..first].Clear();
            here[last..].Clear();
        }
    }

    private static void Softmax<T, TElement>(Span<T> scores, ReadOnlySpan<T> bias, Span<float> wide)
        where T : unmanaged
        where TElement : IElement<T>
    {
        int whole = Lanes.Whole(scores.Length), rest = scores.Length - whole;
        ref readonly T values = ref MemoryMarshal.GetReference(scores), biases = ref MemoryMarshal.GetReference(bias);
        ref float kept = ref MemoryMarshal.GetReference(wide);
        Vector512<float> least = Vector512.Create(float.NegativeInfinity), most = least, inside = Vector512.LessThan(Numbers, Vector512.Create((float)rest));
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
        {
            Vector512<float> value = TElement.Load(in values, i);
            if (!bias.IsEmpty) value += TElement.Load(in biases, i);
            most = Vector512.MaxNative(most, value);
            value.StoreUnsafe(ref kept, i);
        }
        if (rest > 0)
        {
            Vector512<float> value = TElement.Load(scores[whole..]);
            if (!bias.IsEmpty) value += TElement.Load(bias[whole..]);
            value = Vector512.ConditionalSelect(inside, value, least);
            most = Vector512.MaxNative(most, value);
            Float32Element.Store(wide[whole..], value);
        }
        Vector512<float> highest = Vector512.Create(Lanes.Largest(most)), sums = Vector512<float>.Zero;
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
        {
            Vector512<float> power = Lanes.Exp(Vector512.LoadUnsafe(in kept, i) - highest);
            sums += power;
            power.StoreUnsafe(ref kept, i);
        }
        if (rest > 0)
        {
            Vector512<float> power = Vector512.ConditionalSelect(inside, Lanes.Exp(Float32Element.Load(wide[whole..]) - highest), Vector512<float>.Zero);
            sums += power;
            Float32Element.Store(wide[whole..], power);
        }
        var share = Vector512.Create(1 / Vector512.Sum(sums));
        ref T results = ref MemoryMarshal.GetReference(scores);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count) TElement.Store(ref results, i, Vector512.LoadUnsafe(in kept, i) * share);
        if (rest > 0) TElement.Store(scores[whole..], Float32Element.Load(wide[whole..]) * share);
    }

    private void Backward<T, TElement>(Tensor weights, Tensor gradient, Tensor result, int from, int to)
        where T : unmanaged
        where TElement : IElement<T>
    {
        ReadOnlySpan<T> all = Kernel.Elements<T>(weights), above = Kernel.Elements<T>(gradient);
        Span<T> results = Kernel.Elements<T>(result);
        for (int line = from; line < to; line++)
        {
            (int first, int last) = Range(line);
            Span<T> here = results.Slice(line * keys, keys);
            int start = line * keys + first, count = last - first;
            Slope<T, TElement>(all.Slice(start, count), above.Slice(start, count), here[first..last]);
            here[..first].Clear();
            here[last..].Clear();
        }
    }

    private static void Slope<T, TElement>(ReadOnlySpan<T> weights, ReadOnlySpan<T> gradient, Span<T> result)
        where T : unmanaged
        where TElement : IElement<T>
    {
        int whole = Lanes.Whole(weights.Length), rest = weights.Length - whole;
        ref readonly T shares = ref MemoryMarshal.GetReference(weights), above = ref MemoryMarshal.GetReference(gradient);
        Vector512<float> products = Vector512<float>.Zero;
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
            products = Vector512.FusedMultiplyAdd(TElement.Load(in shares, i), TElement.Load(in above, i), products);
        if (rest > 0) products = Vector512.FusedMultiplyAdd(TElement.Load(weights[whole..]), TElement.Load(gradient[whole..]), products);
        var mean = Vector512.Create(Vector512.Sum(products));
        ref T to = ref MemoryMarshal.GetReference(result);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count) TElement.Store(ref to, i, TElement.Load(in shares, i) * (TElement.Load(in above, i) - mean));
        if (rest > 0) TElement.Store(result[whole..], TElement.Load(weights[whole..]) * (TElement.Load(gradient[whole..]) - mean));
    }
}
