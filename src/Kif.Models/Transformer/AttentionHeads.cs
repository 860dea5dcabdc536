using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>
/// The heads of tokens: [tokens, key heads · group · head width] as matrices of one key head each, [rows · key heads, group · length, head width], and back.
/// Rows that are shorter than the longest are filled with zeros.
/// </summary>
/// <param name="Rows">The rows of the tokens.</param>
/// <param name="KeyHeads">The number of key heads.</param>
/// <param name="HeadWidth">The width of a head.</param>
/// <param name="OfKeys">Whether each row begins with the tokens that it shares (<see cref="TokenRows.Shared"/>): of queries, nobody reads them.</param>
internal sealed record AttentionHeads(TokenRows Rows, int KeyHeads, int HeadWidth, bool OfKeys)
{
    /// <summary>The length of the matrices.</summary>
    public int Length => OfKeys ? Rows.KeyLength : Rows.Length;

    /// <summary>The number of tokens that each row but the first one begins with and does not own.</summary>
    public int Shared => OfKeys ? Rows.Shared : 0;

    /// <summary>Splits heads.</summary>
    public Tensor Split(Tensor x)
    {
        x = x.reshape(Rows.Tokens, -1);
        if (!OnHost(x)) return SplitByTensors(x);
        return torch.is_grad_enabled() && x.requires_grad ? SplitFunction.apply(x, this) : HeadCopies.Split(x, this);
    }

    /// <summary>Joins heads: the inverse of <see cref="Split"/>, for queries.</summary>
    public Tensor Join(Tensor x)
    {
        if (!OnHost(x)) return JoinByTensors(x);
        return torch.is_grad_enabled() && x.requires_grad ? JoinFunction.apply(x, this) : HeadCopies.Join(x, this);
    }

    private static bool OnHost(Tensor x) => x.device_type == DeviceType.CPU && x.numel() * x.ElementSize <= int.MaxValue / 2;

    private Tensor SplitByTensors(Tensor x)
    {
        if (!Rows.Even || Shared > 0)
        {
            long[] at = new long[Rows.Count * Length];
            Array.Fill(at, Rows.Tokens);
            for (int row = 0; row < Rows.Count; row++)
            {
                int shared = row > 0 ? Shared : 0;
                for (int i = 0; i < shared + Rows.Counts[row]; i++) at[row * Length + i] = i < shared ? i : Rows.Starts[row] + i - shared;
            }
            Tensor nothing = torch.zeros(1, x.shape[1], dtype: x.dtype, device: x.device);
            x = torch.cat([x, nothing]).index_select(0, torch.tensor(at, device: x.device));
        }
        return x.view(Rows.Count, Length, KeyHeads, -1, HeadWidth).permute(0, 2, 3, 1, 4).reshape(Rows.Count * KeyHeads, -1, HeadWidth);
    }

    private Tensor JoinByTensors(Tensor x)
    {
        Tensor all = x.reshape(Rows.Count, KeyHeads, -1, Length, HeadWidth).permute(0, 3, 1, 2, 4).reshape(Rows.Count * Length, -1);
        if (Rows.Even) return all;
        // Tokens that only fill up get any state.
        long[] own = [.. Rows.Counts.SelectMany((count, row) => Enumerable.Range(row * Length, count).Select(i => (long)i))];
        long[] at = [.. own, .. new long[Rows.Tokens - Rows.Own]];
        return all.index_select(0, torch.tensor(at, device: x.device));
    }
}

/// <summary>The autograd function of <see cref="AttentionHeads.Split"/>.</summary>
internal sealed class SplitFunction : KernelFunction<SplitFunction>
{
    /// <summary>Takes tokens and their heads.</summary>
    protected override Tensor Forward(AutogradContext context, object[] inputs)
    {
        context.save_data("heads", inputs[1]);
        return HeadCopies.Split((Tensor)inputs[0], (AttentionHeads)inputs[1]);
    }

    /// <inheritdoc/>
    protected override List<Tensor?> Backward(AutogradContext context, Tensor gradient) =>
        [HeadCopies.Join(gradient, (AttentionHeads)context.get_data("heads")), null];
}

/// <summary>The autograd function of <see cref="AttentionHeads.Join"/>.</summary>
internal sealed class JoinFunction : KernelFunction<JoinFunction>
{
    /// <summary>Takes matrices and their heads.</summary>
    protected override Tensor Forward(AutogradContext context, object[] inputs)
    {
        context.save_data("heads", inputs[1]);
        return HeadCopies.Join((Tensor)inputs[0], (AttentionHeads)inputs[1]);
    }

    /// <inheritdoc/>
    protected override List<Tensor?> Backward(AutogradContext context, Tensor gradient) =>
        [HeadCopies.Split(gradient, (AttentionHeads)context.get_data("heads")), null];
}

/// <summary>The copies of heads in host memory.</summary>
internal static class HeadCopies
{
    /// <summary>Copies [tokens, width] to zero-filled matrices.</summary>
    public static Tensor Split(Tensor x, AttentionHeads heads)
    {
        using var scope = torch.NewDisposeScope();
        x = x.contiguous();
        (TokenRows rows, int width) = (heads.Rows, (int)x.shape[1]);
        Tensor y = torch.empty(rows.Count * heads.KeyHeads, (long)heads.Length * (width / heads.KeyHeads / heads.HeadWidth), heads.HeadWidth, dtype: x.dtype);
        var copy = new HeadSizes(heads, width, (int)x.ElementSize);
        ReadOnlySpan<byte> from = x.bytes;
        Span<byte> to = y.bytes;
        for (int row = 0; row < rows.Count; row++)
        {
            int shared = row > 0 ? heads.Shared : 0, own = rows.Counts[row];
            for (int block = 0; block < copy.Blocks; block++)
            {
                Span<byte> matrix = to.Slice((row * copy.Blocks + block) * copy.Matrix, copy.Matrix);
                for (int i = 0; i < shared; i++) from.Slice(i * copy.Line + block * copy.Chunk, copy.Chunk).CopyTo(matrix[(i * copy.Chunk)..]);
                for (int i = 0, at = rows.Starts[row] * copy.Line + block * copy.Chunk; i < own; i++, at += copy.Line)
                    from.Slice(at, copy.Chunk).CopyTo(matrix[((shared + i) * copy.Chunk)..]);
                matrix[((shared + own) * copy.Chunk)..].Clear();
            }
        }
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>Copies matrices to [tokens, width]; what belongs to shared tokens is summed over the rows.</summary>
    public static Tensor Join(Tensor y, AttentionHeads heads)
    {
        using var scope = torch.NewDisposeScope();
        y = y.contiguous();
        (TokenRows rows, int width) = (heads.Rows, (int)(y.numel() / ((long)heads.Rows.Count * heads.Length)));
        Tensor x = torch.empty(rows.Tokens, width, dtype: y.dtype);
        var copy = new HeadSizes(heads, width, (int)y.ElementSize);
        ReadOnlySpan<byte> from = y.bytes;
        Span<byte> to = x.bytes;
        for (int row = 0; row < rows.Count; row++)
        {
            int shared = row > 0 ? heads.Shared : 0, own = rows.Counts[row];
            for (int block = 0; block < copy.Blocks; block++)
            {
                ReadOnlySpan<byte> matrix = from.Slice((row * copy.Blocks + block) * copy.Matrix, copy.Matrix);
                for (int i = 0, at = rows.Starts[row] * copy.Line + block * copy.Chunk; i < own; i++, at += copy.Line)
                    matrix.Slice((shared + i) * copy.Chunk, copy.Chunk).CopyTo(to[at..]);
            }
        }
        to[(rows.Own * copy.Line)..].Clear();
        if (heads.Shared > 0) x.narrow(0, 0, heads.Shared).copy_(SharedSum(y, heads, width));
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>Sums the matrices' shared tokens over all rows, in at least single precision: [shared, width].</summary>
    private static Tensor SharedSum(Tensor y, AttentionHeads heads, int width)
    {
        Tensor own = y.view(heads.Rows.Count, heads.KeyHeads, -1, heads.Length, heads.HeadWidth).narrow(3, 0, heads.Shared);
        return Precision.Widen(own).sum(0L).permute(2, 0, 1, 3).reshape(heads.Shared, width);
    }

    /// <summary>The sizes of a copy in bytes.</summary>
    private readonly struct HeadSizes(AttentionHeads heads, int width, int element)
    {
        /// <summary>The heads of a token, of keys or queries.</summary>
        public int Blocks { get; } = width / heads.HeadWidth;

        /// <summary>A head of a token.</summary>
        public int Chunk { get; } = heads.HeadWidth * element;

        /// <summary>A token.</summary>
        public int Line { get; } = width * element;

        /// <summary>A head of a row.</summary>
        public int Matrix { get; } = heads.Length * heads.HeadWidth * element;
    }
}
