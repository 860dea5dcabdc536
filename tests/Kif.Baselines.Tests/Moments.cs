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
        new(new StepPosition("t", 1, null, 0, 1), torch.zeros_like(gradients), gradients, new Dictionary<string, Tensor>(), memory, probe, new RandomStream(1));

    public static LossInput Forward(IReadOnlyList<Example> examples, IForward more, IReadOnlyList<ReplayExample> memory) =>
        new(new StepPosition("t", 1, null, 0, 1), examples, new(torch.tensor(1.0), torch.zeros(1, 1), torch.zeros(1, torch.int64)), more, memory,
        new RandomStream(1));

    public static TaskFinished Finished(IReadOnlyList<ReplayExample> memory, IExtraPasses probe) =>
        new("t", 0, torch.zeros(1), [], memory, probe, new RandomStream(1));
}
