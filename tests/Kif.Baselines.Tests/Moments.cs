using Kif.Tests;

namespace Kif.Baselines.Tests;

/// <summary>Arguments of hooks that a rehearsal strategy sees.</summary>
internal static class Moments
{
    /// <summary>Memories of the tasks a, b, …, named after their task and place.</summary>
    public static ReplayExample[] Memory(int tasks, int perTask) =>
        [.. Enumerable.Range(0, tasks * perTask)
        .Select(i => new ReplayExample(i, $"{(char)('a' + i / perTask)}", new Example("", "", $"{(char)('a' + i / perTask)}{i % perTask}")))];

    public static GradientInput Gradients(Tensor gradients, IReadOnlyList<ReplayExample> memory, IExtraPasses probe) =>
        new()
        {
            Position = Hook.Position(0), Weights = torch.zeros_like(gradients), Gradients = gradients, Memory = memory, Passes = probe,
            Random = new RandomStream(1),
        };

    public static LossInput Forward(IReadOnlyList<Example> examples, IForward more, IReadOnlyList<ReplayExample> memory) =>
        new()
        {
            Position = Hook.Position(0), Examples = examples, Result = new(torch.tensor(1.0), torch.zeros(1, 1), torch.zeros(1, torch.int64)), More = more,
            Memory = memory, Random = new RandomStream(1),
        };

    public static TaskFinished Finished(IReadOnlyList<ReplayExample> memory, IExtraPasses probe) =>
        Hook.TaskFinished(torch.zeros(1), torch.zeros(1)) with { Memory = memory, Passes = probe };
}
