using Kif.Models;

namespace Kif;

/// <summary>A model source and tasks with the studies' training options.</summary>
/// <param name="Models">The source of the model.</param>
/// <param name="Tasks">The tasks in order.</param>
/// <param name="Training">The training options.</param>
/// <param name="Evaluation">The options of answering test sets.</param>
internal sealed record StudyRun(IModelSource Models, IReadOnlyList<LearningTask> Tasks, TrainingOptions Training, EvaluationOptions Evaluation) : IDisposable
{
    /// <summary>Creates a run of the embedded model on the first two tasks of the embedded stream, with the settings of <c>kif compare</c>.</summary>
    public static StudyRun Embedded(int train, int test, int epochs, double dropout = 0)
    {
        CompareSettings settings = CompareSettings.ForEmbedded();
        LoraSettings lora = settings.Lora with { Dropout = dropout };
        IReadOnlyList<LearningTask> all = EmbeddedStream.Create(1, train, test).Tasks;
        return new(new PretrainedModels(EmbeddedModel.Folder(), lora, settings.Limits),
            [.. EmbeddedStream.DefaultOrder.Take(2).Select(name => all.Single(t => t.Name == name))],
            settings.Training with { Epochs = epochs }, settings.Evaluation);
    }

    /// <summary>Creates a run of planted tasks, in one pass over new examples so that nothing can be memorized.</summary>
    public static StudyRun Planted(IReadOnlyList<PlantedTask> tasks, StudySize size, long seed) => new(new PlantedModelSource(seed),
        [.. tasks.Select((task, i) => new LearningTask($"planted-{i + 1}", task.Examples(size == StudySize.Small ? 1600 : 6400), task.Examples(500)))],
        new() { LearningRate = 0.01, Epochs = 1, BatchSize = 16, Order = ExampleOrder.AsGiven }, new() { MaxNewTokens = 1, BatchSize = 500 });

    /// <summary>Trains and returns a learner on all tasks.</summary>
    /// <param name="composition">The strategy.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <param name="publish">Receives every event; null for none.</param>
    public ContinualLearner Learn(StrategyComposition composition, long seed, CancellationToken cancellation, Action<RunEvent>? publish = null)
    {
        var learner = new ContinualLearner(
            Models.Create(composition.Trains), Models.Encoder, composition, Training, new RandomStream((ulong)seed), publish ?? (_ => { }));
        foreach (LearningTask task in Tasks) learner.Learn(task.Name, task.Train, cancellation);
        return learner;
    }

    public void Dispose() => (Models as IDisposable)?.Dispose();
}

/// <summary>Creates parts of a catalog with their default options.</summary>
/// <param name="catalog">The catalog.</param>
internal sealed class StudyComponents(KifCatalog catalog)
{
    private readonly ComponentSource source = new(catalog, "study");

    /// <summary>Creates the part of a name.</summary>
    public TPart One<TPart>(string name) where TPart : class => source.Create<TPart>(ComponentChoice.Of(name));

    /// <summary>Creates every registered part of a kind, by name in the order of registration.</summary>
    public IReadOnlyDictionary<string, TPart> All<TPart>() where TPart : class =>
        catalog.Components.Where(c => c.Kind == KifCatalog.KindOf(typeof(TPart))).ToDictionary(c => c.Name, c => One<TPart>(c.Name));
}
