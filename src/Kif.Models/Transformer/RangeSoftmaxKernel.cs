using System.Runtime.CompilerServices;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Forward<T, TElement>(Tensor scores, Tensor? added, int from, int to)
        where T : unmanaged
        where TElement : IElement<T>
    {
        Span<T> all = Kernel.Elements<T>(scores);
        ReadOnlySpan<T> biases = added is null ? default : Kernel.Elements<T>(added);
        int room = keys + Lanes.Count;
        Span<float> wide = room <= 4096 ? stackalloc float[room] : new float[room];
        for (int line = from; line < to; line++)
        {
            Span<T> here = all.Slice(line * keys, keys);
            (int first, int last) = Range(line);
            if (last > first)
            {
                // The lines of a bias are those of the scores, or those of one row for all.
                ReadOnlySpan<T> bias = biases.IsEmpty ? default : biases.Slice(line % (biases.Length / keys) * keys, keys)[first..];
                Softmax<T, TElement>(here[first..], last - first, bias, wide);
            }
            here[..first].Clear();
            here[last..].Clear();
        }
    }

    /// <summary>Computes the weights of the first keys of a line; up to fifteen after them become 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax<T, TElement>(Span<T> line, int count, ReadOnlySpan<T> bias, Span<float> wide)
        where T : unmanaged
        where TElement : IElement<T>
    {
        int whole = Lanes.Whole(count), rest = count - whole, padded = rest > 0 ? whole + Lanes.Count : whole;
        // Where the line goes on far enough, the last keys are read and written with those after them.
        bool full = padded <= line.Length;
        ref T scores = ref MemoryMarshal.GetReference(line);
        ref readonly T biases = ref MemoryMarshal.GetReference(bias);
        ref float kept = ref MemoryMarshal.GetReference(wide);
        Vector512<float> least = Vector512.Create(float.NegativeInfinity), most = least;
        if (rest > 0)
        {
            Vector512<float> value = full ? TElement.Load(in scores, (nuint)whole) : TElement.Load(line[whole..count]);
            if (!bias.IsEmpty) value += full ? TElement.Load(in biases, (nuint)whole) : TElement.Load(bias[whole..count]);
            most = Vector512.ConditionalSelect(Inside(rest), value, least);
            most.StoreUnsafe(ref kept, (nuint)whole);
        }
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
        {
            Vector512<float> value = TElement.Load(in scores, i);
            if (!bias.IsEmpty) value += TElement.Load(in biases, i);
            most = Vector512.MaxNative(most, value);
            value.StoreUnsafe(ref kept, i);
        }
        Vector512<float> highest = Vector512.Create(Lanes.Largest(most)), sums = Vector512<float>.Zero;
        for (nuint i = 0; i < (nuint)padded; i += Lanes.Count)
        {
            Vector512<float> power = Lanes.Exp(Vector512.LoadUnsafe(in kept, i) - highest);
            sums += power;
            power.StoreUnsafe(ref kept, i);
        }
        var share = Vector512.Create(1 / Vector512.Sum(sums));
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count) TElement.Store(ref scores, i, Vector512.LoadUnsafe(in kept, i) * share);
        if (rest == 0) return;
        Vector512<float> last = Vector512.LoadUnsafe(in kept, (nuint)whole) * share;
        if (full) TElement.Store(ref scores, (nuint)whole, last);
        else TElement.Store(line[whole..count], last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            int start = line * keys + first, space = keys - first;
            Slope<T, TElement>(all.Slice(start, space), above.Slice(start, space), here[first..], last - first);
            here[..first].Clear();
            here[last..].Clear();
        }
    }

    /// <summary>Computes the gradients of the first scores of a line; up to fifteen after them become 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Slope<T, TElement>(ReadOnlySpan<T> weights, ReadOnlySpan<T> gradient, Span<T> result, int count)
        where T : unmanaged
        where TElement : IElement<T>
    {
        int whole = Lanes.Whole(count), rest = count - whole;
        bool full = whole + Lanes.Count <= weights.Length;
        ref readonly T shares = ref MemoryMarshal.GetReference(weights), above = ref MemoryMarshal.GetReference(gradient);
        Vector512<float> products = Vector512<float>.Zero, lastShare = products, lastAbove = products;
        if (rest > 0)
        {
            lastShare = full ? TElement.Load(in shares, (nuint)whole) : TElement.Load(weights[whole..count]);
            lastAbove = full ? TElement.Load(in above, (nuint)whole) : TElement.Load(gradient[whole..count]);
            products = Vector512.ConditionalSelect(Inside(rest), lastShare * lastAbove, products);
        }
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count)
            products = Vector512.FusedMultiplyAdd(TElement.Load(in shares, i), TElement.Load(in above, i), products);
        var mean = Vector512.Create(Vector512.Sum(products));
        ref T to = ref MemoryMarshal.GetReference(result);
        for (nuint i = 0; i < (nuint)whole; i += Lanes.Count) TElement.Store(ref to, i, TElement.Load(in shares, i) * (TElement.Load(in above, i) - mean));
        if (rest == 0) return;
        Vector512<float> last = Vector512.ConditionalSelect(Inside(rest), lastShare * (lastAbove - mean), Vector512<float>.Zero);
        if (full) TElement.Store(ref to, (nuint)whole, last);
        else TElement.Store(result[whole..count], last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Inside(int count) => Vector512.LessThan(Numbers, Vector512.Create((float)count));
}
