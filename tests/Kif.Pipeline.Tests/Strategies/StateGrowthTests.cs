using System.Text.Json;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Strategies;

/// <summary>What strategies keep per task, over thirty short tasks, in bytes.</summary>
public sealed class StateGrowthTests
{
    private const int Tasks = 30;

    // The tiny model: q and v of three attentions, [16, 16] each, with adapters of rank 2 in float64.
    private const long Modules = 6, Adapter = Modules * 2 * (2 * 16) * 8, FactorsA = Adapter / 2, MergedWeights = Modules * 16 * 16 * 8;

    [Fact]
    public void Per_task_training_keeps_an_adapter_and_a_name_per_task() =>
        Bytes("per-task").Should().Equal(Enumerable.Range(1, Tasks).Select(k => k * Adapter + Names(k)));

    [Fact]
    public void Stacked_adapters_grow_by_one_adapter_per_task_after_the_first()
    {
        IEnumerable<long> wanted = Enumerable.Range(1, Tasks).Select(k => (k - 1) * Adapter);
        Bytes("inc-lora").Should().Equal(wanted);
        Bytes("o-lora").Should().Equal(wanted, "the overlap reads the frozen factors and keeps none of its own");
    }

    [Fact]
    public void Merged_adapters_cost_one_copy_of_the_adapted_weights_whatever_the_number_of_tasks() =>
        Bytes("inc-lora", "merge").Should().Equal(Enumerable.Range(1, Tasks).Select(k => k == 1 ? 0 : MergedWeights));

    [Fact]
    public void Merged_adapters_of_O_LoRA_leave_their_factors_A_behind() =>
        Bytes("o-lora", "merge").Should().Equal(Enumerable.Range(1, Tasks).Select(k => k == 1 ? 0 : MergedWeights + (k - 1) * FactorsA));

    [Fact]
    public void One_adapter_through_all_tasks_and_masked_gradients_keep_nothing()
    {
        Bytes("seq-lora").Should().OnlyContain(b => b == 0);
        Bytes("migu").Should().OnlyContain(b => b == 0);
    }

    [Theory]
    [InlineData(AdapterGrowth.Stack)]
    [InlineData(AdapterGrowth.Merge)]
    public void Outgrown_models_are_let_go(AdapterGrowth how)
    {
        var alive = new List<int>();
        var model = new Counted(TinyRun.Model(), alive);
        using (var learner = new ContinualLearner(
            model, TinyRun.Encoder, new([new("grow", new IncLoraStrategy(how))]), TinyRun.Options, new RandomStream(1)))
        {
            for (int task = 0; task < 4; task++)
            {
                learner.Learn($"task{task}", TinyRun.Task(task % 3, 4), TestContext.Current.CancellationToken);
                alive.Should().Equal([task], "only the newest model is needed");
            }
        }
        alive.Should().BeEmpty();
    }

    private static List<long> Bytes(string strategy, string? grow = null)
    {
        using ContinualLearner learner = TinyRun.Learner(
            new StrategyComposer(KifServices.BuiltIn()).Choose(strategy, grow is null ? [] : [new("grow", grow)]).Compose());
        var bytes = new List<long>();
        for (int task = 0; task < Tasks; task++)
        {
            learner.Learn($"task{task}", TinyRun.Task(task % 3, 4), TestContext.Current.CancellationToken);
            bytes.Add(learner.StateBytes);
        }
        return bytes;
    }

    private static long Names(int count) => JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(0, count).Select(t => $"task{t}").ToArray()).Length;

    /// <summary>Notes which generations of a model are alive.</summary>
    private sealed class Counted : ILanguageModel
    {
        private readonly ILanguageModel model;
        private readonly List<int> alive;

        public Counted(ILanguageModel model, List<int> alive)
        {
            (this.model, this.alive) = (model, alive);
            alive.Add(model.Space.Generation);
        }

        public ParameterSpace Space => model.Space;

        public Device Device => model.Device;

        public IReadOnlyList<FrozenAdapter> Frozen => model.Frozen;

        public IReadOnlyDictionary<string, Tensor> Merged => model.Merged;

        public Tensor InitialWeights(RandomStream random) => model.InitialWeights(random);

        public TokenBatch Collate(IReadOnlyList<EncodedExample> examples) => model.Collate(examples);

        public ForwardResult Forward(TokenBatch batch, Tensor weights, ForwardOptions options = default) => model.Forward(batch, weights, options);

        public Tensor Logits(TokenBatch batch, Tensor weights) => model.Logits(batch, weights);

        public IReadOnlyList<int[]> Generate(IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens) =>
            model.Generate(prompts, weights, maxNewTokens);

        public IReadOnlyList<int[]> Sample(
            IReadOnlyList<EncodedExample> prompts, Tensor weights, int maxNewTokens, double temperature, IReadOnlyList<RandomStream> random) =>
            model.Sample(prompts, weights, maxNewTokens, temperature, random);

        public ILanguageModel Grow(Tensor weights, AdapterGrowth how) => new Counted(model.Grow(weights, how), alive);

        public void Dispose()
        {
            alive.Remove(Space.Generation);
            model.Dispose();
        }
    }
}
