using static TorchSharp.torch.autograd;

namespace Kif.Models;

/// <summary>
/// Gradient checkpointing (Chen et al., 2016): only the inputs of a block are kept, and the backward pass recomputes the block. Memory for activations falls
/// to that of one block, for about a third more time. The recomputation draws the same dropout masks.
/// </summary>
internal static class Checkpointing
{
    /// <summary>Computes a block; checkpointed if the pass asks for it and a tensor of the block trains or an input needs a gradient.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="span">The block's weights and linear maps.</param>
    /// <param name="inputs">All tensors other than its weights that the block reads.</param>
    /// <param name="block">Computes the block from a pass and these inputs only; must not use other tensors that need a gradient.</param>
    public static Tensor Run(ForwardPass pass, BlockSpan span, Tensor[] inputs, Func<ForwardPass, Tensor[], Tensor> block)
    {
        if (!pass.Checkpoints || !torch.is_grad_enabled()) return block(pass, inputs);
        Tensor[] own = pass.Tensors(span);
        bool[] trains = [.. own.Select(t => t.requires_grad)];
        Tensor[] trained = [.. own.Where((_, i) => trains[i])];
        if (trained.Length == 0 && !inputs.Any(t => t.requires_grad)) return block(pass, inputs);
        return BlockFunction.apply([.. inputs, .. trained, new Call(pass, span, trains, inputs.Length, pass.CopyOfRandom(), block)]);
    }

    private sealed record Call(ForwardPass Pass, BlockSpan Span, bool[] Trains, int Inputs, RandomStream? Random, Func<ForwardPass, Tensor[], Tensor> Block)
    {
        /// <summary>Recomputes the block from leaves instead of inputs and trained tensors, with the same dropout.</summary>
        public Tensor Again(Tensor[] leaves)
        {
            int at = Inputs;
            Tensor?[] others = [.. Trains.Select(t => t ? leaves[at++] : null)];
            return Block(Pass.With(Span, others, Random?.Copy()), leaves[..Inputs]);
        }
    }

    private sealed class BlockFunction : SingleTensorFunction<BlockFunction>
    {
        public override string Name => "Checkpoint";

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var call = (Call)vars[^1];
            List<Tensor> tensors = [.. vars.OfType<Tensor>()];
            ctx.save_for_backward(tensors);
            ctx.save_data(nameof(Call), call);
            ctx.save_data("needs", tensors.ConvertAll(t => t.requires_grad));
            using var _ = torch.no_grad();
            return call.Block(call.Pass, [.. tensors.Take(call.Inputs)]);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            using var scope = torch.NewDisposeScope();
            using var _ = torch.enable_grad();
            var call = (Call)ctx.get_data(nameof(Call));
            var needs = (List<bool>)ctx.get_data("needs");
            Tensor[] leaves = [.. ctx.get_saved_variables().Select((t, i) => t.detach().requires_grad_(needs[i]))];
            Tensor output = call.Again(leaves);
            Tensor[] wanted = [.. leaves.Where((_, i) => needs[i])];
            IList<Tensor> found = torch.autograd.grad([output], wanted, [grad_output], allow_unused: true);
            var gradients = new List<Tensor>();
            for (int i = 0, at = 0; i < leaves.Length; i++) gradients.Add(needs[i] ? found[at++] : null!);
            foreach (Tensor? gradient in gradients) gradient?.MoveToOuterDisposeScope();
            return [.. gradients, null!];
        }
    }
}
