using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>The autograd function of <see cref="ForwardPass.Checkpoint"/>: takes a block's inputs, its tensors that train, and the block.</summary>
internal sealed class CheckpointFunction : SingleTensorFunction<CheckpointFunction>
{
    public override string Name => "Checkpoint";

    public override Tensor forward(AutogradContext ctx, params object[] vars)
    {
        var block = (CheckpointedBlock)vars[^1];
        List<Tensor> tensors = [.. vars.OfType<Tensor>()];
        ctx.save_for_backward(tensors);
        ctx.save_data(nameof(CheckpointedBlock), block);
        ctx.save_data("needs", tensors.ConvertAll(t => t.requires_grad));
        using var _ = torch.no_grad();
        return block.Compute(block.Pass, [.. tensors.Take(block.Inputs)]);
    }

    public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.enable_grad();
        var block = (CheckpointedBlock)ctx.get_data(nameof(CheckpointedBlock));
        var needs = (List<bool>)ctx.get_data("needs");
        Tensor[] leaves = [.. ctx.get_saved_variables().Select((t, i) => t.detach().requires_grad_(needs[i]))];
        Tensor output = block.Recompute(leaves);
        Tensor[] wanted = [.. leaves.Where((_, i) => needs[i])];
        IList<Tensor> found = torch.autograd.grad([output], wanted, [grad_output], allow_unused: true);
        var gradients = new List<Tensor>();
        for (int i = 0, at = 0; i < leaves.Length; i++) gradients.Add(needs[i] ? found[at++] : null!);
        foreach (Tensor? gradient in gradients) gradient?.MoveToOuterDisposeScope();
        return [.. gradients, null!];
    }
}

/// <summary>A block of one pass that keeps only its inputs.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Span">The block's weights and linear maps.</param>
/// <param name="Trains">Whether each tensor of the block trains.</param>
/// <param name="Inputs">The number of inputs.</param>
/// <param name="Random">The dropout stream as it was before the block; null in evaluation.</param>
/// <param name="Compute">Computes the block from a pass and its inputs.</param>
internal sealed record CheckpointedBlock(
    ForwardPass Pass, (Range Weights, Range Linears) Span, bool[] Trains, int Inputs, RandomStream? Random, Func<ForwardPass, Tensor[], Tensor> Compute)
{
    /// <summary>Recomputes the block from leaves instead of inputs and trained tensors, with the same dropout.</summary>
    public Tensor Recompute(Tensor[] leaves)
    {
        int at = Inputs;
        Tensor?[] others = [.. Trains.Select(t => t ? leaves[at++] : null)];
        return Compute(Pass.With(Span, others, Random?.Copy()), leaves[..Inputs]);
    }
}
