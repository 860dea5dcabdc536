using System.Text.Json;

namespace Kif.Tests.Tuning;

public class TunerTests
{
    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    private static readonly TrainingOptions Training = new() { LearningRate = 3e-3, Epochs = 1, WarmupSteps = 0 };

    /// <summary>Three tasks whose own test examples must not be touched.</summary>
    private static TaskStream Stream => new(EmbeddedStream.Create(3, 20, 4).Tasks.Take(3).Select(t => t with { Test = new Untouchable() }));

    [Fact]
    public async Task The_first_tasks_are_learned_and_held_out_training_examples_scored_and_no_test_example_is_touched()
    {
        var events = new List<RunEvent>();
        TuningResult result = await Search(["ewc", "seq-lora"], new() { Trials = 3, LearningRate = null }, events.Add);
        TaskStream stream = Stream;
        result.Tasks.Should().Equal(stream.Tasks.Take(2).Select(t => t.Name));
        (result.Trained.Distinct().Single(), result.HeldOut.Distinct().Single()).Should().Be((16, 4));
        result.Strategies.Select(s => (s.Strategy, s.Trials.Count)).Should().Equal(("ewc", 3), ("seq-lora", 1));
        result.Strategies[0].Note.Should().BeNull();
        result.Strategies[1].Note.Should().Contain("one trial");
        events.Where(e => e is RunFinished).Select(e => e.Run).Should()
            .Equal(new("ewc#1", "order-1", 1), new("ewc#2", "order-1", 1), new("ewc#3", "order-1", 1), new("seq-lora#1", "order-1", 1));
        foreach (StrategyTuning strategy in result.Strategies)
        {
            strategy.Trials.Should().OnlyContain(t => t.Score >= 0 && t.Score <= 100 && t.Seconds > 0 && t.Failure == null);
            strategy.Best.Should().Be(strategy.Trials.First(t => t.Score == strategy.Trials.Max(o => o.Score)).Number, "the earlier of equal ones is taken");
        }
        JsonElement json = JsonDocument.Parse(result.ToJson()).RootElement;
        json.GetProperty("strategies")[0].GetProperty("trials")[1].GetProperty("settings").GetProperty("options").GetProperty("lambda").GetString().Should()
            .NotBeNullOrEmpty();
        json.GetProperty("budget").GetProperty("method").GetString().Should().Be("random");
    }

    [Fact]
    public async Task Each_trial_trains_with_its_own_learning_rate_and_the_best_ones_is_taken_over()
    {
        var rates = new List<(string Run, double Rate)>();
        var slow = new TrainingOptions { LearningRate = 1e-9, Epochs = 4, WarmupSteps = 0 };
        TuningResult result = await Search(["seq-lora"], new() { Trials = 2, LearningRate = new(5e-3, 6e-3) }, e =>
        {
            if (e is StepFinished step) rates.Add((e.Run!.Strategy, step.LearningRate));
        }, slow);
        StrategyTuning only = result.Strategies.Single();
        rates.Where(r => r.Run == "seq-lora#1").Max(r => r.Rate).Should().BeLessThanOrEqualTo(1e-9);
        rates.Where(r => r.Run == "seq-lora#2").Max(r => r.Rate).Should().BeGreaterThan(1e-3);
        only.Trials[1].Settings.LearningRate.Should().BeInRange(5e-3, 6e-3);
        (only.Training?.LearningRate).Should().Be(only.Trials[only.Best - 1].Settings.LearningRate, "the defaults have none of their own");
        slow.LearningRate.Should().Be(1e-9, "the comparison's own options stay");
    }

    [Fact]
    public async Task A_trial_that_fails_is_recorded_and_another_is_taken()
    {
        int model = 0;
        TuningResult result = await Search(["ewc"], new() { Trials = 3 }, null, failing: () => ++model == 1);
        result.Strategies[0].Trials.Select(t => t.Failure is null).Should().Equal(false, true, true);
        result.Strategies[0].Trials[0].Failure.Should().Be("no memory left");
        result.Strategies[0].Best.Should().BeGreaterThan(1);
        StrategyChoice tuned = Composer.Choose(result.Strategies[0].Spec);
        tuned.Spec.Options.Single(o => o.Path == "lambda").Origin.Should().Be("search");
    }

    [Fact]
    public async Task A_budget_out_of_range_or_a_task_too_small_is_refused()
    {
        await FluentActions.Awaiting(() => Search(["ewc"], new() { HeldOut = 1 })).Should().ThrowAsync<CompositionException>()
            .WithMessage("tuning.heldout is 1*");
        var one = new TaskStream([Stream.Tasks[0] with { Train = [.. Stream.Tasks[0].Train.Take(1)] }]);
        await FluentActions.Awaiting(() => Search(["ewc"], new(), stream: one)).Should().ThrowAsync<CompositionException>()
            .WithMessage("*has 1 training example*");
    }

    private static async Task<TuningResult> Search(
        string[] strategies, TuningOptions options, Action<RunEvent>? listener = null, TrainingOptions? training = null, Func<bool>? failing = null,
        TaskStream? stream = null)
    {
        using var models = new PretrainedModels(EmbeddedModel.Folder(), new() { Rank = 4, Dropout = 0 }, new());
        var comparison = new Comparison(new Source(models, failing), stream ?? Stream, [], new ExactMatch())
            { Seeds = [7, 8], Training = training ?? Training, Evaluation = new() { MaxNewTokens = 3, Score = ScoredTasks.Seen } };
        return await Tuner.SearchAsync(
            Composer, [.. strategies.Select(s => (s, new StrategySpec(s, [])))], comparison, options, listener, TestContext.Current.CancellationToken);
    }

    /// <summary>Models of which some can't be made.</summary>
    private sealed class Source(PretrainedModels models, Func<bool>? failing) : IModelSource
    {
        public IExampleEncoder Encoder => models.Encoder;

        public ILanguageModel Create(TrainedWeights trains) =>
            failing?.Invoke() == true ? throw new InvalidOperationException("no memory left") : models.Create(trains);
    }

    private sealed class Untouchable : IReadOnlyList<Example>
    {
        private static InvalidOperationException Touched => new("a search has read a test set");

        public int Count => throw Touched;

        public Example this[int index] => throw Touched;

        public IEnumerator<Example> GetEnumerator() => throw Touched;

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw Touched;
    }
}
