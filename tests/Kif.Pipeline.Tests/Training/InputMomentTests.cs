namespace Kif.Pipeline.Tests.Training;

/// <summary>Second moments of inputs: what counts, and what does not.</summary>
public sealed class InputMomentTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly ILanguageModel model = TinyRun.Model();

    public void Dispose()
    {
        model.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void Batches_do_not_matter_unless_padding_counts()
    {
        IReadOnlyDictionary<string, Tensor> whole = Moments(null), parts = Moments(3), padded = Moments(null, true);
        foreach ((string module, Tensor moment) in whole) (moment - parts[module]).abs().max().ToDouble().Should().BeLessThan(1e-12, module);
        padded.Should().Contain(p => (p.Value - whole[p.Key]).abs().max().ToDouble() > 1e-3);
    }

    [Fact]
    public void The_first_layer_reads_its_normed_embeddings()
    {
        var cost = new RunCost();
        Tensor weights = model.InitialWeights(new(1));
        var seen = new Seen();
        Example[] examples = [.. TinyRun.Task(0, 5)];
        using (TokenBatch batch = model.Collate([.. examples.Select(TinyRun.Encoder.Encode)])) model.Forward(batch, weights, new() { Inputs = seen });
        IReadOnlyDictionary<string, Tensor> moments = new CountedPasses(model, TinyRun.Encoder, cost, new(1)).InputMoments(examples, weights);
        cost.ExtraForward.Should().Be(5);
        moments.Keys.Should().BeEquivalentTo(model.Space.Parameters.Select(p => p.Module.Path).Distinct());
        long tokens = examples.Sum(e => (long)TinyRun.Encoder.Encode(e).Source.Length), answers = examples.Sum(e => (long)TinyRun.Encoder.Encode(e).Target.Length);
        foreach ((string module, double[] rows) in seen.Rows)
        {
            bool encoder = module.StartsWith("encoder", StringComparison.Ordinal) || module.EndsWith("EncDecAttention.v", StringComparison.Ordinal);
            Tensor x = torch.tensor(rows).view(-1, 16);
            x.shape[0].Should().Be(encoder ? tokens : answers, module);
            (moments[module] - x.t().mm(x) / x.shape[0]).abs().max().ToDouble().Should().BeLessThan(1e-12);
        }
        const string Attention = "encoder.block.0.layer.0.SelfAttention";
        moments[$"{Attention}.q"].Should().BeSameAs(moments[$"{Attention}.v"]);
        moments["decoder.block.0.layer.1.EncDecAttention.q"].Should().NotBeSameAs(moments["decoder.block.0.layer.1.EncDecAttention.v"]);
    }

    [Fact]
    public void Maps_that_read_the_same_tensor_now_and_then_are_an_error()
    {
        using var sums = new InputSums(false);
        Tensor x = torch.ones(2, 3);
        sums.Observe("a", x);
        sums.Observe("b", x);
        sums.EndPass();
        sums.Observe("a", x);
        sums.Invoking(s => s.Observe("b", torch.ones(2, 3))).Should().Throw<InvalidOperationException>().WithMessage("*'b'*'a'*");
    }

    [Fact]
    public void Frozen_adapters_can_be_closed_to_gradients_and_give_the_same_loss()
    {
        Tensor trained = model.InitialWeights(new(1)) + 0.1;
        using ILanguageModel grown = model.Grow(trained, AdapterGrowth.Stack);
        using TokenBatch batch = grown.Collate([.. TinyRun.Task(0, 5).Select(TinyRun.Encoder.Encode)]);
        (double Loss, Tensor Gradient) Of(bool detaches)
        {
            Tensor leaf = (grown.InitialWeights(new(2)) + 0.1).requires_grad_(), loss = grown.Forward(batch, leaf, new() { DetachesFrozen = detaches }).Loss;
            return (loss.ToDouble(), torch.autograd.grad([loss], [leaf])[0]);
        }
        ((double Loss, Tensor Gradient) open, (double Loss, Tensor Gradient) closed) = (Of(false), Of(true));
        closed.Loss.Should().Be(open.Loss);
        (closed.Gradient - open.Gradient).abs().max().ToDouble().Should().BeGreaterThan(1e-6);
        // Nothing lies above the last map, so its gradient is the same.
        ParameterInfo last = grown.Space["base_model.model.decoder.block.0.layer.1.EncDecAttention.q.lora_B.weight"];
        (grown.Space.View(closed.Gradient, last) - grown.Space.View(open.Gradient, last)).abs().max().ToDouble().Should().BeLessThan(1e-15);
    }

    private IReadOnlyDictionary<string, Tensor> Moments(int? limit, bool padding = false) =>
        new CountedPasses(model, TinyRun.Encoder, new(), new(1), limit).InputMoments(TinyRun.Task(0, 8), model.InitialWeights(new(1)), padding);

    private sealed class Seen : IInputObserver
    {
        public bool CountsPadding => false;

        public Dictionary<string, double[]> Rows { get; } = [];

        public void Observe(string module, Tensor input) => Rows.Add(module, input.contiguous().data<double>().ToArray());
    }
}
