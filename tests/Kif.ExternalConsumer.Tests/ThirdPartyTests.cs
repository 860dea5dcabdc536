using Kif.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kif.ExternalConsumer.Tests;

/// <summary>A strategy that nobody here has: a class, its options and one line, from public API alone.</summary>
public sealed class ThirdPartyTests
{
    private static ServiceProvider Services() => new ServiceCollection()
        .AddKif(kif => kif.AddStrategy<AnchorStrategy, AnchorOptions>("anchor", "Quadratic pull towards the previous task's weights"))
        .Configure<AnchorOptions>("anchor", o => o.Lambda = 2)
        .BuildServiceProvider();

    [Fact]
    public void It_is_found_configured_and_validated_as_the_built_in_ones()
    {
        using ServiceProvider services = Services();
        services.GetRequiredService<KifCatalog>().Strategies.Select(s => s.Name).Should().Contain("anchor").And.Contain("kif-lora");
        services.GetRequiredKeyedService<StrategyComposition>("anchor").Parts.Should().ContainSingle(p => p.Name == "anchor");
        var composer = services.GetRequiredService<StrategyComposer>();
        composer.Invoking(c => c.Choose("anchor", [new("lambda", "-1")])).Should().Throw<CompositionException>().WithMessage("anchor.lambda is -1*");
        composer.Invoking(c => c.Choose("anchor", [new("lamda", "1")])).Should().Throw<CompositionException>().WithMessage("*'lamda'; did you mean 'lambda'?*");
        composer.Invoking(c => c.Choose("ancor")).Should().Throw<CompositionException>().WithMessage("*'ancor'; did you mean 'anchor'?*");
    }

    [Fact]
    public void Its_penalty_is_testable_without_a_model()
    {
        using var scope = torch.NewDisposeScope();
        var arguments = new SampleArguments(SampleArguments.LoraSpace(1, ("m", 1, 1)));
        var strategy = new AnchorStrategy(new() { Lambda = 4 });
        strategy.Penalty(arguments.PenaltyInput(arguments.Vector(1, 2))).Should().BeNull("there is no anchor before the first task ended");
        strategy.AfterTask(arguments.TaskFinished(0, arguments.Vector(0, 0), arguments.Vector(0, 1)));
        strategy.Penalty(arguments.PenaltyInput(arguments.Vector(1, 3)))!.ToDouble().Should().Be(4.0 / 2 * (1 + 4));
        strategy.Visit(new StateDisposal());
    }

    [Fact]
    public async Task A_metric_of_ones_own_is_found_and_scores_a_run()
    {
        KifCatalog catalog = KifServices.BuiltIn().AddMetric<FirstLetter>("first-letter", "answers that begin as they should");
        CompareSettings settings = CompareSettings.ForEmbedded() with
            { Metric = ComponentChoice.Of("first-letter"), Order = ["mood"], Strategies = ["seq-lora"], TrainLimit = 8, TestLimit = 4 };
        using CompareJob job = CompareJob.Prepare(catalog, settings);
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        StrategyRun only = (await run.Completion).Runs.Single();
        only.Matrix[0, 0].Should().Be(25.0 * only.Predictions.Count(p => p.After == 1 && p.Answer.StartsWith(p.Reference[0])));
    }

    [Fact]
    public void It_learns_beside_the_built_in_ones_and_moves_less_than_sequential_training()
    {
        using ServiceProvider services = Services();
        var composer = services.GetRequiredService<StrategyComposer>();
        using var models = new PretrainedModels(EmbeddedModel.Folder(), new() { Rank = 4, Dropout = 0 }, new());
        IReadOnlyList<LearningTask> tasks = EmbeddedStream.Create(3, 32, 8).Tasks;
        (double[][] sequential, _, _) = Learn("seq-lora");
        (double[][] anchored, long bytes, long parameters) = Learn("anchor", new KeyValuePair<string, string>("lambda", "100"));

        anchored[0].Should().Equal(sequential[0], "there is no anchor in the first task");
        Moved(anchored).Should().BeLessThan(Moved(sequential));
        bytes.Should().Be(parameters * 4);

        static double Moved(double[][] weights) => weights[0].Zip(weights[1], (a, b) => (a - b) * (a - b)).Sum();

        (double[][] Weights, long StateBytes, long Parameters) Learn(string strategy, params KeyValuePair<string, string>[] options)
        {
            StrategyComposition composition = composer.Choose(strategy, options).Compose();
            using var learner = new ContinualLearner(
                models.Create(composition.Trains), models.Encoder, composition, new TrainingOptions { LearningRate = 3e-3, Epochs = 1 }, new RandomStream(1));
            double[][] weights = [.. tasks.Take(2).Select(task =>
            {
                learner.Learn(task.Name, task.Train);
                return learner.Weights.data<float>().Select(w => (double)w).ToArray();
            })];
            return (weights, learner.StateBytes, learner.Weights.NumberOfElements);
        }
    }
}
