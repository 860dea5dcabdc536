using System.Reflection;
using Kif.ML;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.Tests.MachineLearning;

/// <summary>Fits learn tasks in order, go on from one another without touching each other, and stop when told.</summary>
public sealed class FitTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private readonly MLContext ml = new(seed: 1);

    private ContinualLearningCatalog Learning => ml.ContinualLearning();

    [Theory]
    [InlineData("kif-lora")]
    [InlineData("kif")]
    [InlineData("ewc")]
    [InlineData("si")]
    [InlineData("replay")]
    [InlineData("der++")]
    [InlineData("inc-lora")]
    [InlineData("o-lora")]
    [InlineData("per-task")]
    [InlineData("seq-full")]
    [InlineData("kif-lora+replay")]
    public void Two_fits_give_bit_for_bit_what_one_fit_of_both_gives(string strategy)
    {
        ContinualEstimator estimator = Learning.Learn(strategy, tiny.Folder, TinyModel.Options);
        using ContinualTransformer whole = estimator.Fit(TinyModel.Data(ml, 0, 1)), first = estimator.Fit(TinyModel.Data(ml, 0)),
            both = estimator.Fit(TinyModel.Data(ml, 1), first);
        both.Tasks.Should().Equal("task0", "task1").And.Equal(whole.Tasks);
        Files(both).Should().BeEquivalentTo(Files(whole));
        Files(first).Should().NotBeEquivalentTo(Files(both));
        foreach (string task in both.Tasks) both.Model.WeightBytes(task).Should().Equal(whole.Model.WeightBytes(task));
    }

    [Fact]
    public void Answers_may_be_as_long_as_the_longest_target_of_all_fits_unless_a_limit_is_said()
    {
        ContinualLearningOptions options = TinyModel.Options;
        options.MaxNewTokens = null;
        TinyModel.Row[] rows = TinyModel.Task(0), longer = TinyModel.Task(1);
        longer[0].Target = string.Join(' ', Enumerable.Repeat("yesterday", 30));
        ContinualEstimator estimator = Learning.Learn("seq-lora", tiny.Folder, options);

        using ContinualTransformer first = estimator.Fit(ml.Data.LoadFromEnumerable(rows)), then = estimator.Fit(ml.Data.LoadFromEnumerable(longer), first),
            last = estimator.Fit(TinyModel.Data(ml, 2), then);

        first.Model.MaxNewTokens.Should().Be(16);
        then.Model.MaxNewTokens.Should().BeGreaterThan(30);
        last.Model.MaxNewTokens.Should().Be(then.Model.MaxNewTokens);
    }

    [Fact]
    public void A_further_fit_leaves_the_model_before_it_as_it_was()
    {
        ContinualEstimator estimator = Learning.Learn("kif-lora", tiny.Folder, TinyModel.Options);
        ContinualTransformer first = estimator.Fit(TinyModel.Data(ml, 0));
        Dictionary<string, string> before = Files(first);
        string[] answers = TinyModel.Answers(ml, first, TinyModel.Data(ml, 0, 1));
        using ContinualTransformer second = estimator.Fit(TinyModel.Data(ml, 1), first);
        Files(first).Should().BeEquivalentTo(before);
        TinyModel.Answers(ml, first, TinyModel.Data(ml, 0, 1)).Should().Equal(answers);
        first.Dispose();
        TinyModel.Answers(ml, second, TinyModel.Data(ml, 0, 1)).Should().HaveCount(16).And.Contain(a => a.Length > 0);
        FluentActions.Invoking(() => TinyModel.Answers(ml, first, TinyModel.Data(ml, 0))).Should().Throw<Exception>()
            .Where(e => e.GetBaseException() is ObjectDisposedException);
    }

    [Fact]
    public void Tasks_are_learned_in_the_order_in_which_they_appear_first()
    {
        TinyModel.Row[] rows = [.. TinyModel.Task(2).Zip(TinyModel.Task(0), (a, b) => new[] { a, b }).SelectMany(pair => pair)];
        var events = new Events();
        ContinualLearningOptions options = TinyModel.Options;
        options.Progress = events;
        using ContinualTransformer model = Learning.Learn("seq-lora", tiny.Folder, options).Fit(ml.Data.LoadFromEnumerable(rows));
        model.Tasks.Should().Equal("task2", "task0");
        events.All.OfType<TaskStarted>().Select(t => t.Task).Should().Equal("task2", "task0");
        events.All.OfType<StepFinished>().Should().HaveCount(2 * 40);
    }

    [Fact]
    public void Warnings_of_the_strategy_are_logged_and_in_the_events()
    {
        var context = new MLContext(seed: 1);
        var logged = new List<string>();
        context.Log += (_, e) => { if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) logged.Add(e.RawMessage); };
        var events = new Events();
        ContinualLearningOptions options = TinyModel.Options;
        options.Progress = events;
        (options.Training.Epochs, options.Training.BatchSize) = (1, 1000);
        using ContinualTransformer model = context.ContinualLearning().Learn("kif-lora", tiny.Folder, options).Fit(TinyModel.Data(context, 0));
        string warning = events.All.OfType<TaskLearned>().Single().Warnings["kif"].Single();
        warning.Should().StartWith("the task has 1 optimizer step, which importance leaves out");
        logged.Should().ContainSingle().Which.Should().EndWith($": {warning}");
    }

    [Fact]
    public void Data_without_a_task_column_are_one_task()
    {
        IDataView data = ml.Transforms.DropColumns("Task").Fit(TinyModel.Data(ml, 0)).Transform(TinyModel.Data(ml, 0));
        ContinualEstimator estimator = Learning.Learn("seq-lora", tiny.Folder, TinyModel.Options);
        using ContinualTransformer first = estimator.Fit(data), second = estimator.Fit(data, first);
        second.Tasks.Should().Equal("task1", "task2");
        ContinualLearningOptions named = TinyModel.Options;
        named.TaskName = "mine";
        using ContinualTransformer own = Learning.Learn("seq-lora", tiny.Folder, named).Fit(data);
        own.Tasks.Should().Equal("mine");
    }

    [Fact]
    public void Equal_contexts_draw_equal_seeds()
    {
        ContinualLearningOptions options = TinyModel.Options;
        options.Seed = null;
        long[] seeds = [.. new[] { 1, 1, 2 }.Select(seed =>
        {
            var context = new MLContext(seed);
            using ContinualTransformer model = context.ContinualLearning().Learn("seq-lora", tiny.Folder, options).Fit(TinyModel.Data(context, 0));
            return model.Seed;
        })];
        seeds[1].Should().Be(seeds[0]);
        seeds[2].Should().NotBe(seeds[0]);
    }

    [Fact]
    public void All_models_of_an_estimator_learn_with_one_seed_and_further_fits_go_on_with_it()
    {
        ContinualLearningOptions unseeded = TinyModel.Options;
        unseeded.Seed = null;
        ContinualEstimator one = Learning.Learn("seq-lora", tiny.Folder, unseeded), other = Learning.Learn("seq-lora", tiny.Folder, unseeded);
        using ContinualTransformer a = one.Fit(TinyModel.Data(ml, 0)), b = one.Fit(TinyModel.Data(ml, 0)), c = other.Fit(TinyModel.Data(ml, 1), a);
        (b.Seed, c.Seed).Should().Be((a.Seed, a.Seed));
        Files(b).Should().BeEquivalentTo(Files(a));
    }

    [Fact]
    public void Joint_learns_a_fit_s_tasks_together_and_no_further_one()
    {
        ContinualEstimator estimator = Learning.Learn("joint", tiny.Folder, TinyModel.Options);
        using ContinualTransformer model = estimator.Fit(TinyModel.Data(ml, 0, 1));
        model.Tasks.Should().Equal("task0", "task1");
        estimator.Invoking(e => e.Fit(TinyModel.Data(ml, 2), model)).Should().Throw<InvalidOperationException>()
            .WithMessage("'joint' learns all tasks at once*fit all tasks together");
    }

    [Fact]
    public void Weights_per_task_answer_by_the_task_column()
    {
        using ContinualTransformer model = Learning.Learn("per-task", tiny.Folder, TinyModel.Options).Fit(TinyModel.Data(ml, 0, 1));
        string[] mixed = TinyModel.Answers(ml, model, TinyModel.Data(ml, 0, 1));
        mixed.Should().Equal(TinyModel.Answers(ml, model, TinyModel.Data(ml, 0)).Concat(TinyModel.Answers(ml, model, TinyModel.Data(ml, 1))));
        model.Model.WeightBytes("task0").Should().NotEqual(model.Model.WeightBytes("task1"));
        FluentActions.Invoking(() => TinyModel.Answers(ml, model, TinyModel.Data(ml, 2))).Should().Throw<Exception>()
            .Where(e => e.GetBaseException().Message.StartsWith("no learned task is named 'task2'; did you mean 'task0'?", StringComparison.Ordinal));
        model.Invoking(m => m.GetOutputSchema(Echo.Numbers(ml, 1).Schema)).Should().NotThrow();
        IDataView taskless = ml.Transforms.DropColumns("Task").Fit(TinyModel.Data(ml, 0)).Transform(TinyModel.Data(ml, 0));
        model.Invoking(m => m.Transform(taskless)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*'Task'*TaskColumn*");
    }

    [Fact]
    public void A_model_of_another_recipe_is_not_learned_further()
    {
        using ContinualTransformer ewc = Learning.LearnWith(new EwcOptions { Lambda = 3 }, tiny.Folder, TinyModel.Options).Fit(TinyModel.Data(ml, 0));
        Learning.Learn("seq-lora", tiny.Folder, TinyModel.Options).Invoking(e => e.Fit(TinyModel.Data(ml, 1), ewc))
            .Should().Throw<ArgumentException>().WithMessage("*strategy: the model has ewc, this estimator seq-lora*lambda*");
        Learning.Learn("ewc", tiny.Folder, TinyModel.Options).Invoking(e => e.Fit(TinyModel.Data(ml, 1), ewc)).Should().Throw<ArgumentException>()
            .WithMessage("*strategy options*lambda*");
        string other = Path.Combine(tiny.Root, "other");
        TinyModel.Write(other, 4);
        Learning.LearnWith(new EwcOptions { Lambda = 3 }, other, TinyModel.Options).Invoking(e => e.Fit(TinyModel.Data(ml, 1), ewc))
            .Should().Throw<ArgumentException>().WithMessage("the model stands on *tiny*other*");
        Learning.LoadedBackbones.Should().Be(1);
    }

    [Fact]
    public void Models_of_one_context_share_a_backbone_and_the_last_frees_it()
    {
        ContinualTransformer a = Learning.Learn("seq-lora", tiny.Folder, TinyModel.Options).Fit(TinyModel.Data(ml, 0));
        ContinualTransformer b = Learning.Learn("ewc", tiny.Folder + "/", TinyModel.Options).Fit(TinyModel.Data(ml, 0));
        Learning.LoadedBackbones.Should().Be(1);
        a.Dispose();
        a.Dispose();
        TinyModel.Answers(ml, b, TinyModel.Data(ml, 0)).Should().HaveCount(8);
        b.Dispose();
        Learning.LoadedBackbones.Should().Be(0);
    }

    [Fact]
    public void A_canceled_token_stops_a_fit_and_nothing_else()
    {
        using var stop = new CancellationTokenSource();
        ContinualLearningOptions options = TinyModel.Options;
        ContinualEstimator estimator = Learning.Learn("seq-lora", tiny.Folder, options);
        using ContinualTransformer first = estimator.Fit(TinyModel.Data(ml, 0));
        (options.Cancellation, options.Progress) = (stop.Token, new Events(e => { if (e is StepFinished { Position.Step: 2 }) stop.Cancel(); }));
        ContinualEstimator stopped = Learning.Learn("seq-lora", tiny.Folder, options);
        stopped.Invoking(e => e.Fit(TinyModel.Data(ml, 1), first)).Should().Throw<OperationCanceledException>();
        ((Events)options.Progress).All.OfType<StepFinished>().Should().HaveCount(3);
        TinyModel.Answers(ml, first, TinyModel.Data(ml, 0)).Should().HaveCount(8);
        Learning.LoadedBackbones.Should().Be(1);
    }

    [Fact]
    public void A_canceled_context_stops_a_fit()
    {
        ContinualLearningOptions options = TinyModel.Options;
        var events = new Events(e => { if (e is StepFinished { Position.Step: 1 }) Cancel(ml); });
        options.Progress = events;
        Learning.Learn("seq-lora", tiny.Folder, options).Invoking(e => e.Fit(TinyModel.Data(new MLContext(), 0))).Should().Throw<OperationCanceledException>();
        events.All.OfType<StepFinished>().Should().HaveCount(2);
    }

    [Fact]
    public void A_fit_tells_the_context_s_log_which_tasks_it_learns()
    {
        var log = new List<LoggingEventArgs>();
        ml.Log += (_, e) => log.Add(e);
        ContinualLearningOptions options = TinyModel.Options;
        options.TaskName = "{0} braces";
        IDataView data = ml.Transforms.DropColumns("Task").Fit(TinyModel.Data(ml, 0)).Transform(TinyModel.Data(ml, 0));
        Learning.Learn("seq-lora", tiny.Folder, options).Fit(data).Dispose();
        log.Where(e => e.Source == "ContinualEstimator; Fit").Select(e => e.Message).Should()
            .Contain(m => m.Contains("learning task '{0} braces' in 40 steps")).And.Contain(m => m.Contains("learned task '{0} braces'"));
    }

    [Fact]
    public void Options_and_names_are_checked_when_an_estimator_is_made()
    {
        FluentActions.Invoking(() => Learning.Learn("kif-lorra", tiny.Folder)).Should().Throw<CompositionException>().WithMessage("*did you mean 'kif-lora'?*");
        FluentActions.Invoking(() => Learning.Learn("ewc", tiny.Folder, new() { Set = ["lambda=-1"] })).Should().Throw<CompositionException>()
            .WithMessage("*ewc.lambda is -1*");
        FluentActions.Invoking(() => Learning.Learn("ewc", tiny.Folder, new() { Set = ["lambda"] })).Should().Throw<CompositionException>()
            .WithMessage("'lambda' is no setting*");
        FluentActions.Invoking(() => Learning.LearnWith(new EwcOptions { Lambda = -1 }, tiny.Folder)).Should().Throw<CompositionException>()
            .WithMessage("*ewc.lambda is -1*");
        FluentActions.Invoking(() => Learning.LearnWith(new EwcOptions(), tiny.Folder, new() { Set = ["lambda=1"] })).Should().Throw<CompositionException>()
            .WithMessage("*must be empty*");
        FluentActions.Invoking(() => Learning.Learn("ewc", tiny.Folder, new() { BatchSize = 0 })).Should().Throw<CompositionException>()
            .WithMessage("*continuallearning.batchsize is 0*");
        FluentActions.Invoking(() => Learning.Learn("ewc", tiny.Folder, new() { Training = new() { Epochs = 0 } })).Should().Throw<CompositionException>()
            .WithMessage("*continuallearning.training.epochs is 0*");
        FluentActions.Invoking(() => Learning.LearnWith(new NoOptions(), tiny.Folder)).Should().Throw<CompositionException>()
            .WithMessage("NoOptions are the options of several strategies; write the name of one: seq-lora, seq-full, joint");
        FluentActions.Invoking(() => Learning.LearnWith(new TrainingOptions(), tiny.Folder)).Should().Throw<CompositionException>()
            .WithMessage("no class of strategy options is named 'TrainingOptions'*EwcOptions*");
    }

    [Fact]
    public void A_catalog_with_strategies_of_one_s_own_is_chosen_from()
    {
        KifCatalog kif = KifServices.BuiltIn().AddStrategy<NoOptions>("own", "plain", (_, _) => new([]));
        using ContinualTransformer model = ml.ContinualLearning(kif).Learn("own", tiny.Folder, TinyModel.Options).Fit(TinyModel.Data(ml, 0));
        model.Strategy.Should().Be("own");
    }

    /// <summary>Every file that a save writes, but for the folder's own name.</summary>
    internal static Dictionary<string, string> Files(ContinualTransformer model)
    {
        string folder = Directory.CreateTempSubdirectory("kif-ml-").FullName;
        try
        {
            model.Model.Save(folder);
            return Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f), f => Convert.ToBase64String(File.ReadAllBytes(f)));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static void Cancel(MLContext context) =>
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.Invoke(context, null);

    private sealed class Events(Action<RunEvent>? also = null) : IProgress<RunEvent>
    {
        public List<RunEvent> All { get; } = [];

        public void Report(RunEvent value)
        {
            All.Add(value);
            also?.Invoke(value);
        }
    }
}
