namespace Kif.Pipeline.Training;

/// <summary>The random streams of one task or phase, each under a name of its own, so that no consumer shifts another.</summary>
internal sealed class StepRandom(RandomStream root)
{
    private readonly Dictionary<string, RandomStream> parts = [];

    public RandomStream Data { get; } = root.Derive("data");

    public RandomStream Dropout { get; } = root.Derive("dropout");

    public RandomStream ExtraDropout { get; } = root.Derive("extra-dropout");

    public RandomStream Probe { get; } = root.Derive("probe");

    public RandomStream Memory { get; } = root.Derive("memory");

    public RandomStream Part(StrategyPart part) =>
        parts.TryGetValue(part.Name, out RandomStream? stream) ? stream : parts[part.Name] = root.Derive("part/" + part.Name);

    public StepRandom Phase(string name, int number) => new(root.Derive($"phase/{name}/{number}"));
}
