using Kif.Tests;

namespace Kif.Strategies.Tests.Replay;

/// <summary>Tasks to be remembered, and buffers of every kind.</summary>
internal static class Offers
{
    public static IReplayBuffer Buffer(string kind, int? maxExamples = null, long? maxBytes = null, double share = 0.5) => kind switch
    {
        "uniform" => new UniformBuffer(new() { Share = share, MaxExamples = maxExamples, MaxBytes = maxBytes }),
        "class-balanced" => new ClassBalancedBuffer(new() { Share = share, MaxExamples = maxExamples, MaxBytes = maxBytes }),
        "most-uncertain" => new MostUncertainBuffer(new() { Share = share, MaxExamples = maxExamples, MaxBytes = maxBytes }),
        "surprise" => new SurpriseBuffer(new() { Share = share, MaxExamples = maxExamples, MaxBytes = maxBytes }),
        "reservoir" => new ReservoirBuffer(new() { MaxExamples = maxExamples ?? 200, MaxBytes = maxBytes }),
        _ => new ReservoirBuffer(new() { MaxExamples = maxExamples ?? 200, MaxBytes = maxBytes, Global = true }),
    };

    /// <summary>Examples of so many classes, of unequal lengths, with letters that JSON writes otherwise than UTF-8 does.</summary>
    public static Example[] Task(int task, int count, int classes = 3) =>
        [.. Enumerable.Range(0, count).Select(i => new Example($"\"{new string('ä', i * 7 % 11)}\"\n{task}", $"class {i % classes}", $"{task}/{i}"))];

    public static void Offer(IReplayBuffer buffer, int task, IReadOnlyList<Example> train, ulong seed = 1, IExtraPasses? probe = null)
    {
        var offered = new BufferUpdate
        {
            Task = $"task{task}", Index = task, Train = train, Weights = null!, Passes = probe ?? Probe(), Random = new RandomStream(seed).Derive($"task{task}"),
        };
        buffer.Prepare(offered);
        buffer.Update(offered);
    }

    /// <summary>Logits of two tokens whose entropy falls with the example's place, whose loss rises with it.</summary>
    public static ScriptedProbe Probe() => new()
    {
        OnForward = examples =>
        {
            double place = double.Parse(examples.Single().Id.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture);
            return new(torch.tensor(place), torch.tensor(new double[,] { { 0, place }, { place, 0 } }), torch.zeros(2, torch.int64));
        },
    };
}
