using Kif.Pipeline.Events;

namespace Kif.Testing;

/// <summary>What a run of a check differs in from the plain one.</summary>
internal sealed record RunSettings
{
    /// <summary>Another model than the subject's.</summary>
    public ConformanceModel? Model { get; init; }

    public ScalarType DType { get; init; } = ScalarType.Float32;

    public ulong Seed { get; init; } = 1;

    /// <summary>Wraps the parts and the memory of the composition.</summary>
    public Func<StrategyComposition, StrategyComposition>? Wrap { get; init; }

    /// <summary>Wraps the model.</summary>
    public Func<ILanguageModel, ILanguageModel>? WrapModel { get; init; }

    /// <summary>Another composition than the subject's.</summary>
    public Func<StrategyComposition>? Compose { get; init; }

    /// <summary>Hears every event.</summary>
    public Action<RunEvent>? Hear { get; init; }

    /// <summary>Whether torch's global generator is set before every step, so that its use alone makes no two runs differ.</summary>
    public bool SetsTorchGenerator { get; init; } = true;
}
