using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>What the queries of a pass attend to, and the weights of that.</summary>
internal sealed record AttentionView
{
    private readonly RangeSoftmaxKernel? kernel;

    private AttentionView(RangeSoftmaxKernel? kernel, Tensor? bias) => (this.kernel, Bias) = (kernel, bias);

    /// <summary>
    /// What is added to scores. With a kernel, which knows the keys of each query: the bias of relative positions, [rows or 1, heads, length, keys], or null.
    /// Otherwise it hides the other keys, too: [rows · key heads, group · length or 1, keys].
    /// </summary>
    private Tensor? Bias { get; init; }

    /// <summary>Creates a view.</summary>
    /// <param name="ranges">The keys of each query.</param>
    /// <param name="shape">The heads.</param>
    /// <param name="like">A tensor of the type and on the device of the scores.</param>
    /// <param name="relative">The bias of relative positions, [rows or 1, heads, length, keys]; null for none.</param>
    public static AttentionView Of(KeyRanges ranges, AttentionShape shape, Tensor like, Tensor? relative)
    {
        long bytes = (long)ranges.Queries.Count * shape.Heads * ranges.Queries.Length * ranges.Keys * like.ElementSize;
        bool takes = like.device_type == DeviceType.CPU && like.dtype is ScalarType.Float32 or ScalarType.BFloat16 && bytes is > 0 and <= int.MaxValue
            && (relative is null || !Kernel.Differentiates(relative));
        return takes ? new(new(ranges, shape), relative) : new(null, ranges.Bias(shape, like.dtype, relative));
    }

    /// <summary>Computes the attention weights, [rows · key heads, group · length, keys].</summary>
    /// <param name="queries">[rows · key heads, group · length, head width].</param>
    /// <param name="keys">[rows · key heads, keys, head width].</param>
    /// <param name="cap">The bound that scores approach; null for none.</param>
    public Tensor Weights(Tensor queries, Tensor keys, double? cap)
    {
        Tensor turned = keys.transpose(1, 2);
        if (kernel is null)
        {
            // TorchSharp 0.107 orders these arguments differently from PyTorch: the receiver is the first factor, and the last argument is added.
            Tensor biased = cap is { } most ? SoftCap.Apply(torch.bmm(queries, turned), most).add_(Bias!) : queries.baddbmm(turned, Bias!, 1, 1);
            return torch.nn.functional.softmax(biased, -1);
        }
        Tensor scores = torch.bmm(queries, turned);
        if (cap is { } bound) scores = SoftCap.Apply(scores, bound);
        if (Kernel.Differentiates(scores)) return RangeSoftmaxFunction.apply(scores, kernel, Bias);
        kernel.Forward(scores, Bias);
        return scores;
    }

    /// <summary>Copies the view with other tensors.</summary>
    public AttentionView With(Func<Tensor, Tensor> replace) => Bias is null ? this : this with { Bias = replace(Bias) };
}

/// <summary>The autograd function of <see cref="RangeSoftmaxKernel"/>; it keeps the weights only.</summary>
internal sealed class RangeSoftmaxFunction : KernelFunction<RangeSoftmaxFunction>
{
    /// <summary>Takes scores, which it overwrites, the kernel, and what is added.</summary>
    protected override Tensor Forward(AutogradContext context, object[] inputs)
    {
        (Tensor scores, RangeSoftmaxKernel kernel) = ((Tensor)inputs[0], (RangeSoftmaxKernel)inputs[1]);
        // Nothing else keeps the scores of a product: its gradient needs the factors only.
        Tensor weights = scores.detach();
        kernel.Forward(weights, inputs[2] as Tensor);
        context.save_for_backward([weights.MoveToOuterDisposeScope()]);
        context.save_data("kernel", kernel);
        return weights.alias();
    }

    /// <inheritdoc/>
    protected override List<Tensor?> Backward(AutogradContext context, Tensor gradient)
    {
        Tensor weights = context.get_saved_variables()[0], result = torch.empty_like(weights);
        ((RangeSoftmaxKernel)context.get_data("kernel")).Backward(weights, gradient.contiguous(), result);
        return [result, null, null];
    }
}
