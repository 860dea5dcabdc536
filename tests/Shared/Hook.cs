namespace Kif.Tests;

/// <summary>Arguments of hooks for tests without a model; <c>with</c> changes single members.</summary>
internal static class Hook
{
    public static TaskStart TaskStart(ParameterSpace space, Tensor weights) => new()
    {
        Task = "t", Index = 0, TrainExamples = 1, Space = space, Weights = weights, InitialWeights = weights, Random = new RandomStream(1),
    };

    public static StepEnd StepEnd(int step, Tensor weights, Tensor gradients) => new() { Position = Position(step), Weights = weights, Gradients = gradients };

    public static PenaltyInput Penalty(ParameterSpace space, Tensor weights) => new() { Position = Position(0), Space = space, Weights = weights };

    public static TaskEnd TaskEnd(Tensor start, Tensor weights) => new()
    {
        Task = "t", Index = 0, Start = start, Weights = weights, Train = [], Passes = null!, Random = new RandomStream(1),
    };

    public static TaskFinished TaskFinished(Tensor start, Tensor weights) => new()
    {
        Task = "t", Index = 0, Start = start, Weights = weights, Train = [], Passes = null!, Random = new RandomStream(1),
    };

    public static StepPosition Position(int step, int task = 0) => new("t", task, null, step, step + 1);
}
