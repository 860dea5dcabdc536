using Kif.Pipeline.Events;
using Kif.Pipeline.Learning;

namespace Kif.Testing;

/// <summary>A run of the strategy under test on a tiny model.</summary>
internal sealed class ConformanceRun : IDisposable
{
    private static readonly Lazy<byte[]> Fixed = new(TorchGenerator.State);
    private readonly RunSettings settings;
    private readonly byte[]? generator;

    public ConformanceRun(StrategySubject subject, RunSettings? settings = null)
    {
        this.settings = settings ??= new();
        generator = settings.SetsTorchGenerator ? TorchGenerator.State() : null;
        ConformanceModel kind = settings.Model ?? subject.Model;
        StrategyComposition composition = (settings.Compose ?? subject.Compose)();
        if (settings.Wrap is { } wrap) composition = wrap(composition);
        Composition = composition;
        ILanguageModel model = TinyModels.Create(kind, composition.Trains, settings.DType);
        if (settings.WrapModel is { } over) model = over(model);
        Learner = new(model, new WordEncoder(kind), composition, new() { LearningRate = 0.01, Epochs = 1, BatchSize = 3, WarmupSteps = 0 }, new RandomStream(settings.Seed), Hear);
    }

    public ContinualLearner Learner { get; }

    public StrategyComposition Composition { get; }

    /// <summary>The names of the learned tasks.</summary>
    public List<string> Tasks { get; } = [];

    /// <summary>Learns one of the made-up tasks.</summary>
    public void Learn(int task, int count = TinyTasks.Count, CancellationToken cancellation = default) => Learn(TinyTasks.Name(task), TinyTasks.Of(task, count), cancellation);

    public void Learn(string task, IReadOnlyList<Example> train, CancellationToken cancellation = default)
    {
        if (generator is not null) TorchGenerator.Restore(Fixed.Value);
        Learner.Learn(task, train, cancellation);
        Tasks.Add(task);
    }

    /// <summary>Resumes from a folder in which some tasks were learned.</summary>
    public void Resume(string folder, IEnumerable<string> learned)
    {
        Learner.Resume(folder);
        Tasks.AddRange(learned);
    }

    /// <summary>Records the run as it is now: weights, weights for answers, state and counters.</summary>
    public RunTrace Trace() => RunTrace.Of(this);

    public void Dispose()
    {
        Learner.Dispose();
        if (generator is not null) TorchGenerator.Restore(generator);
    }

    private void Hear(RunEvent e)
    {
        if (generator is not null && e is TaskStarted or StepFinished) TorchGenerator.Restore(Fixed.Value);
        settings.Hear?.Invoke(e);
    }
}
