using Kif.Pipeline.Comparison;
using Kif.Pipeline.Embedded;
using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Events;
using Kif.Pipeline.Jobs;
using Kif.Pipeline.Options;
using Kif.Pipeline.Registration;
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
        strategy.Penalty(arguments.Ending(arguments.Vector(1, 2))).Should().BeNull("there is no anchor before the first task ended");
        strategy.Kept(new TaskKept("task0", 0, arguments.Vector(0, 1), [], [], null!, new RandomStream(1)));
        strategy.Penalty(arguments.Ending(arguments.Vector(1, 3)))!.ToDouble().Should().Be(4.0 / 2 * (1 + 4));
        StateSize.Of(strategy).Should().Be(16);
        strategy.Visit(new StateDisposal());
    }

    [Fact]
    public async Task A_metric_of_ones_own_is_found_and_scores_a_run()
    {
        KifCatalog catalog = KifServices.BuiltIn().AddMetric<FirstLetter>("first-letter", "answers that begin as they should");
        var settings = CompareSettings.ForEmbedded();
        (settings.Metric, settings.Order, settings.Strategies, settings.TrainLimit, settings.TestLimit) = (ComponentChoice.Of("first-letter"), ["mood"], ["seq-lora"], 8, 4);
        using CompareJob job = CompareJob.Prepare(catalog, settings);
        await using ComparisonRun run = job.Start(TestContext.Current.CancellationToken);
        StrategyRun only = (await run.Completion).Runs.Single();
        only.Matrix[0, 0].Should().Be(25.0 * only.Predictions.Count(p => p.After == 1 && p.Answer.StartsWith(p.Reference[0])));
    }

    [Fact]
    public async Task It_runs_head_to_head_with_the_built_in_ones_and_moves_less_than_sequential_training()
    {
        using ServiceProvider services = Services();
        var composer = services.GetRequiredService<StrategyComposer>();
        using var models = new PretrainedModels(EmbeddedModel.Folder(), new() { Rank = 4, Dropout = 0 }, new());
        TaskStream stream = EmbeddedStream.Create(3, 32, 8);
        var options = new ComparisonOptions { Training = new() { LearningRate = 3e-3, Epochs = 1 }, Evaluation = new() { MaxNewTokens = 3, UnseenTasks = false } };
        var weights = new Dictionary<(string, int), double[]>();
        await using ComparisonRun run = Comparer.CompareAsync(models, new TaskStream(stream.Tasks.Take(2)), [composer.Choose("seq-lora"), composer.Choose("anchor", [new("lambda", "100")])],
            new ExactMatch(), options, new() { Capture = (run, after, _, vector) => weights[(run.Strategy, after)] = [.. vector.data<float>().ToArray().Select(v => (double)v)] }, TestContext.Current.CancellationToken);
        var events = new List<StrategyEvent>();
        await foreach (StrategyEvent e in run.Events) events.Add(e);
        ComparisonResult result = await run.Completion;

        result.Runs.Select(r => r.Strategy).Should().Equal("seq-lora", "anchor");
        events.Count(e => e.Event is RunFinished).Should().Be(2);
        weights[("anchor", 1)].Should().Equal(weights[("seq-lora", 1)], "nothing pulls in the first task");
        Moved("anchor").Should().BeLessThan(Moved("seq-lora"));
        result.Runs[1].StateBytes.Should().Be(result.Runs[1].TrainedParameters * 4);

        double Moved(string strategy) => weights[(strategy, 1)].Zip(weights[(strategy, 2)], (a, b) => (a - b) * (a - b)).Sum();
    }
}
