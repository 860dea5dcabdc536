namespace Kif.Pipeline.Tests.Training;

/// <summary>Answers that strategies have the model generate, and passes over them with other prompts.</summary>
public sealed class AnswerPassTests : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();
    private readonly ILanguageModel model = TinyRun.Model();
    private readonly EncodedExample[] prompts = [.. TinyRun.Task(0, 7).Select(TinyRun.Encoder.Encode)];
    private readonly Tensor weights;

    public AnswerPassTests() => weights = model.InitialWeights(new RandomStream(4));

    public void Dispose()
    {
        model.Dispose();
        scope.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(3)]
    public void Answers_do_not_depend_on_how_many_prompts_a_pass_may_have(int? limit)
    {
        int largest = 0;
        RunCost cost = new();
        var passes = new CountedPasses(new SeenModel(model, n => largest = Math.Max(largest, n)), TinyRun.Encoder, cost, new RandomStream(5), limit);
        int[][] Drawn(double temperature) => [.. passes.Generate(prompts, weights, 5, temperature, new RandomStream(9))];
        Drawn(0).Should().BeEquivalentTo(model.Generate(prompts, weights, 5), o => o.WithStrictOrdering());
        RandomStream root = new(new RandomStream(9).NextUInt64());
        int[][] alone = [.. prompts.Select((p, i) => model.Sample([p], weights, 5, 1, [root.Derive($"prompt/{i}")])[0])];
        Drawn(1).Should().BeEquivalentTo(alone, o => o.WithStrictOrdering());
        alone.Should().NotBeEquivalentTo(Drawn(0));
        largest.Should().Be(limit ?? prompts.Length);
        cost.ExtraForward.Should().Be(3 * prompts.Length);
        passes.Generate([], weights, 5, 1, new RandomStream(1)).Should().BeEmpty();
    }

    [Fact]
    public void Each_call_draws_anew_and_a_copy_of_the_stream_draws_the_same()
    {
        var passes = new CountedPasses(model, TinyRun.Encoder, new(), new RandomStream(5));
        RandomStream random = new(9), copy = random.Copy();
        int[][] first = [.. passes.Generate(prompts, weights, 5, 1, random)], second = [.. passes.Generate(prompts, weights, 5, 1, random)];
        first.Should().NotBeEquivalentTo(second);
        passes.Generate(prompts, weights, 5, 1, copy).Should().BeEquivalentTo(first, o => o.WithStrictOrdering());
        passes.Generate(prompts, weights, 5, 0, copy);
        passes.Generate(prompts, weights, 5, 1, copy).Should().BeEquivalentTo(second, o => o.WithStrictOrdering(), "greedy answers draw nothing");
    }

    [Theory]
    [InlineData(-1.0, 5)]
    [InlineData(double.NaN, 5)]
    [InlineData(1.0, 0)]
    public void A_temperature_or_a_length_that_can_not_be_is_refused(double temperature, int most) =>
        FluentActions.Invoking(() => new CountedPasses(model, TinyRun.Encoder, new(), new RandomStream(5)).Generate(prompts, weights, most, temperature, new(1)))
            .Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void A_model_that_only_answers_greedily_says_so()
    {
        IExtraPasses passes = new CountedPasses(new Traces.HeardLosses(model, _ => { }), TinyRun.Encoder, new(), new RandomStream(5));
        passes.Generate(prompts, weights, 5, 0, new(1)).Should().HaveCount(7);
        FluentActions.Invoking(() => passes.Generate(prompts, weights, 5, 1, new(1))).Should().Throw<NotSupportedException>().WithMessage("HeardLosses*greedily only*");
        FluentActions.Invoking(() => model.Sample(prompts, weights, 5, 1, [new(1)])).Should().Throw<ArgumentException>().WithMessage("7 prompts*not 1*");
    }

    [Fact]
    public void Rows_of_the_same_answer_belong_together_whatever_the_prompt()
    {
        var passes = new CountedPasses(model, TinyRun.Encoder, new(), new RandomStream(5), 2);
        IReadOnlyList<int[]> answers = passes.Generate(prompts, weights, 5, 1, new RandomStream(9));
        EncodedExample[] longer = [.. prompts.Select((p, i) => new EncodedExample([7, 8, .. p.Source], answers[i]))];
        ForwardResult result = passes.Forward(longer, weights);
        result.Targets.data<long>().ToArray().Should().Equal(answers.SelectMany(a => a).Select(id => (long)id));
        long row = 0;
        foreach (EncodedExample one in longer)
        {
            using TokenBatch batch = model.Collate([one]);
            Tensor alone = model.Forward(batch, weights).Logits, rows = result.Logits.narrow(0, row, one.Target.Length);
            (rows - alone).abs().max().ToDouble().Should().BeLessThan(1e-12);
            row += one.Target.Length;
        }
    }

    [Fact]
    public void A_loss_term_over_generated_ids_has_the_same_gradient_and_teacher_however_many_a_pass_may_have()
    {
        (double Teacher, double Live, double[] Gradient) Term(int most)
        {
            using var inner = torch.NewDisposeScope();
            TrainingContext context = TinyRun.Context(TinyRun.Options with { BatchSize = most });
            using ILanguageModel own = context.Model;
            using TokenBatch current = own.Collate([prompts[0]]);
            // Moved, since factors B that are zero make all models the same.
            Tensor leaf = (weights + 0.1).detach().requires_grad_();
            var more = new CountedForward(context, new RandomStream(1), leaf, current, 1);
            IReadOnlyList<int[]> answers = more.Generate(prompts, null, 4, 1, new RandomStream(2));
            EncodedExample[] answered = [.. prompts.Zip(answers, (p, a) => p with { Target = a })];
            Tensor student = more.Forward(answered).Logits, teacher = more.LogitsUnder(answered, weights * 2), live = more.LogitsUnder(answered, null);
            live.requires_grad.Should().BeFalse();
            Tensor loss = (student - teacher).square().mean();
            Tensor[] waiting = [.. more.Waiting];
            IList<Tensor> all = torch.autograd.grad([loss], [.. waiting.DefaultIfEmpty(leaf)]);
            Tensor gradient = waiting.Length == 0 ? all[0] : more.Backward([.. all])!;
            return (loss.ToDouble(), (student - live).abs().max().ToDouble(), gradient.data<double>().ToArray());
        }
        (double whole, double same, double[] gradient) = Term(100);
        same.Should().BeLessThan(1e-12, "without dropout the model in training is its own teacher");
        gradient.Max(Math.Abs).Should().BeGreaterThan(1e-3);
        foreach (int most in new[] { 1, 3 })
        {
            (double parts, double also, double[] other) = Term(most);
            parts.Should().BeApproximately(whole, 1e-12);
            also.Should().BeLessThan(1e-12);
            other.Zip(gradient, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-12);
        }
    }
}
