namespace Kif.Models;

/// <summary>What the queries of a pass attend to, and the weights of that.</summary>
/// <param name="Ranges">The keys of each query.</param>
/// <param name="Bias">The bias that hides other keys, relative positions included, [rows · key heads, group · length or 1, keys].</param>
internal sealed record AttentionView(KeyRanges Ranges, Tensor Bias)
{
    /// <summary>Creates a view.</summary>
    /// <param name="ranges">The keys of each query.</param>
    /// <param name="shape">The heads.</param>
    /// <param name="dtype">The type of scores.</param>
    /// <param name="added">The bias of relative positions, [rows or 1, heads, length, keys]; null for none.</param>
    public static AttentionView Of(KeyRanges ranges, AttentionShape shape, ScalarType dtype, Tensor? added) =>
        new(ranges, ranges.Bias(shape, dtype, added));

    /// <summary>Computes the attention weights, [rows · key heads, group · length, keys].</summary>
    /// <param name="queries">[rows · key heads, group · length, head width].</param>
    /// <param name="keys">[rows · key heads, head width, keys].</param>
    /// <param name="cap">The bound that scores approach; null for none.</param>
    public Tensor Weights(Tensor queries, Tensor keys, double? cap)
    {
        // TorchSharp 0.107 orders these arguments differently from PyTorch: the receiver is the first factor, and the last argument is added.
        Tensor scores = cap is { } bound ? SoftCap.Apply(torch.bmm(queries, keys), bound).add_(Bias) : queries.baddbmm(keys, Bias, 1, 1);
        return torch.nn.functional.softmax(scores, -1);
    }

    /// <summary>Copies the view with other tensors.</summary>
    public AttentionView With(Func<Tensor, Tensor> replace) => this with { Bias = replace(Bias) };
}
