using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>Self-distillation in the real loop against its loss written out (algorithms.md 10.21).</summary>
public sealed class SdftLoopTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_has_the_written_out_loss_and_its_gradient(int answers)
    {
        using var scope = torch.NewDisposeScope();
        double[] seen = [];
        double total = double.NaN;
        var watch = new ScriptedPart
        {
            OnGradients = (in GradientInput step) =>
            {
                if (step.Position.Step == 0) seen = step.Gradients.data<double>().ToArray();
                return GradientOutcome.Unchanged;
            },
        };
        var sdft = new SdftStrategy(new() { Temperature = 0, Compared = ComparedTokens.All, Alpha = 0.3, Answers = answers, MaxNewTokens = 4 });
        IReadOnlyList<Example> train = TinyRun.Task(0, 3);
        using ContinualLearner learner = TinyRun.Learner(new([new("sdft", sdft), new("watch", watch)]),
            TinyRun.Options with { BatchSize = 3, MicroBatchSize = 3, Order = ExampleOrder.AsGiven },
            hear: e => total = e is StepFinished { Position.Step: 0 } s ? s.Loss + s.Terms["sdft"] : total);
        Tensor leaf = learner.Weights.clone().requires_grad_();
        // B of the adapter is zero, so that the model before the first task and the one in training are the same here.
        Tensor mean = train.Select(example =>
        {
            EncodedExample prompt = TinyRun.Encoder.Encode(example), taught = TinyRun.Encoder.Encode(example with { Input = $"\n\n{example.Target}" });
            taught.Source.Should().HaveCount(prompt.Source.Length + 1);
            int[] answer = learner.Model.Generate([prompt], leaf, 4)[0];
            Tensor Rows(EncodedExample of, Tensor under)
            {
                using TokenBatch one = learner.Model.Collate([of with { Target = answer }]);
                return learner.Model.Logits(one, under)[0];
            }
            Tensor p = Rows(prompt, leaf).softmax(1), q = Rows(taught, leaf.detach()).softmax(1), m = p * 0.7 + q * 0.3;
            Tensor each = 0.7 * (p * (p / m).log()).sum(1L) + 0.3 * (q * (q / m).log()).sum(1L);
            return each.mean();
        }).Aggregate((a, b) => a + b) / 3;
        double[] wanted = torch.autograd.grad([mean], [leaf])[0].data<double>().ToArray();
        learner.Learn("task0", train, TestContext.Current.CancellationToken);
        total.Should().BeApproximately(mean.ToDouble(), 1e-12);
        mean.ToDouble().Should().BeGreaterThan(1e-6);
        seen.Zip(wanted, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-12);
        wanted.Max(Math.Abs).Should().BeGreaterThan(1e-6);
    }

    [Fact]
    public void Taught_by_itself_without_a_demonstration_nothing_is_to_be_learned()
    {
        var losses = new List<double>();
        var sdft = new SdftStrategy(new() { Teacher = DistillationTeacher.Live, Template = "{prompt}" });
        using ContinualLearner learner = TinyRun.Learner(new([new("sdft", sdft)]), hear: e =>
        {
            if (e is StepFinished s) losses.Add(s.Loss + s.Terms["sdft"]);
        });
        learner.Learn("task0", TinyRun.Task(0), TestContext.Current.CancellationToken);
        losses.Should().HaveCount(3).And.OnlyContain(l => Math.Abs(l) < 1e-14);
    }

    [Fact]
    public void Expected_answers_that_are_never_shown_are_never_learned()
    {
        double[] Learned(string target)
        {
            using ContinualLearner learner = TinyRun.Learner(new([new("sdft", new SdftStrategy(new() { Template = "{prompt} 5", MaxNewTokens = 4 }))]));
            learner.Learn("task0", [.. TinyRun.Task(0, 8).Select(e => e with { Target = target })], TestContext.Current.CancellationToken);
            return learner.Weights.data<double>().ToArray();
        }
        double[] one = Learned("7 8 1"), other = Learned("9 10 11 12 1");
        one.Zip(other, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-12);
    }
}
