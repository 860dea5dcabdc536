using Kif.Pipeline.Events;

namespace Kif.Testing;

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
    public Action<RunEvent>? Hear { get; init; }

    /// <summary>Whether torch's global generator is reset before every step, so that its use alone does not make two runs differ.</summary>
    public bool SetsTorchGenerator { get; init; } = true;
}
