using System.Runtime.ExceptionServices;

namespace Kif.Testing;

/// <summary>A run of the strategy under test on a tiny model.</summary>
internal sealed class ConformanceRun : IDisposable
{
    private static readonly Lazy<byte[]> Fixed = new(TorchGenerator.State);
    private readonly RunSettings settings;
    private readonly byte[]? generator;

    public ConformanceRun(StrategyUnderTest strategy, RunSettings? settings = null)
    {
        this.settings = settings ??= new();
        generator = settings.SetsTorchGenerator ? TorchGenerator.State() : null;
        ConformanceModel kind = settings.Model ?? strategy.Model;
        StrategyComposition composition = (settings.Compose ?? strategy.Compose)();
        if (settings.Wrap is { } wrap) composition = wrap(composition);
        Composition = composition;
        ILanguageModel model = TinyModels.Create(kind, composition.Trains, settings.DType);
        if (settings.WrapModel is { } over) model = over(model);
        Learner = new(model, new WordEncoder(kind), composition, new() { LearningRate = 0.01, Epochs = 1, BatchSize = 3, WarmupSteps = 0 },
            new RandomStream(settings.Seed), Handle);
    }

    public ContinualLearner Learner { get; }

    public StrategyComposition Composition { get; }

    /// <summary>The names of the learned tasks.</summary>
    public List<string> Tasks { get; } = [];

    /// <summary>Learns one of the made-up tasks.</summary>
    public void Learn(int task, int count = TinyTasks.Count, CancellationToken cancellation = default) =>
        Learn(TinyTasks.Name(task), TinyTasks.Of(task, count), cancellation);

    public void Learn(string task, IReadOnlyList<Example> train, CancellationToken cancellation = default)
    {
        if (generator is not null) TorchGenerator.Restore(Fixed.Value);
        try { Learner.Learn(task, train, cancellation); }
        catch (Exception e) when (FreedTensors.Describe(Cause(e), Composition) is { } told) { throw new ConformanceException(told, Cause(e)); }
        // What a check says names the hook itself, from the trace of what was thrown.
        catch (HookException e) { ExceptionDispatchInfo.Throw(Cause(e)); }
        Tasks.Add(task);
    }

    /// <summary>Resumes from a folder in which some tasks were learned.</summary>
    public void Resume(string folder, IEnumerable<string> tasks)
    {
        Learner.Resume(folder);
        Tasks.AddRange(tasks);
    }

    /// <summary>Records the run as it is now: weights, weights for answers, state and counters.</summary>
    public RunTrace Trace() => RunTrace.Of(this);

    public void Dispose()
    {
        Learner.Dispose();
        if (generator is not null) TorchGenerator.Restore(generator);
    }

    private static Exception Cause(Exception e) => e is HookException { InnerException: { } thrown } ? thrown : e;

    private void Handle(RunEvent e)
    {
        if (generator is not null && e is TaskStarted or StepFinished) TorchGenerator.Restore(Fixed.Value);
        settings.Handle?.Invoke(e);
    }
}

/// <summary>The settings of a check's run.</summary>
internal sealed record RunSettings
{
    /// <summary>The model; null for that of the strategy under test.</summary>
    public ConformanceModel? Model { get; init; }

    public ScalarType DType { get; init; } = ScalarType.Float32;

    public ulong Seed { get; init; } = 1;

    /// <summary>Wraps the parts and the replay buffer of the composition; null for none.</summary>
    public Func<StrategyComposition, StrategyComposition>? Wrap { get; init; }

    /// <summary>Wraps the model; null for none.</summary>
    public Func<ILanguageModel, ILanguageModel>? WrapModel { get; init; }

    /// <summary>Creates the composition; null for that of the strategy under test.</summary>
    public Func<StrategyComposition>? Compose { get; init; }

    /// <summary>Receives every event; null for none.</summary>
    public Action<RunEvent>? Handle { get; init; }

    /// <summary>Whether torch's global generator is reset before every step, so that its use alone does not make two runs differ.</summary>
    public bool SetsTorchGenerator { get; init; } = true;
}

/// <summary>The global random generator of torch, which no run may use.</summary>
internal static class TorchGenerator
{
    /// <summary>Reads its state as bytes.</summary>
    public static byte[] State()
    {
        using Tensor state = torch.Generator.Default.get_state();
        return state.bytes.ToArray();
    }

    /// <summary>Restores a state.</summary>
    public static void Restore(byte[] state)
    {
        using Tensor bytes = torch.tensor(state);
        torch.Generator.Default.set_state(bytes);
    }
}
