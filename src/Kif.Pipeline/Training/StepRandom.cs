namespace Kif.Pipeline.Training;

/// <summary>The random streams of one task or phase, each under a name of its own, so that no consumer affects another's draws.</summary>
internal sealed class StepRandom(RandomStream root, IReadOnlyList<StrategyPart> parts) : IStateful
{
    private readonly Dictionary<string, RandomStream> ofParts = parts.ToDictionary(p => p.Name, p => root.Derive("part/" + p.Name));

    /// <summary>The stream of the data order, from its beginning; when a task resumes, the steps already done are drawn again.</summary>
    public RandomStream Data => root.Derive("data");

    public RandomStream Dropout { get; } = root.Derive("dropout");

    public RandomStream ExtraDropout { get; } = root.Derive("extra-dropout");

    public RandomStream Probe { get; } = root.Derive("probe");

    public RandomStream Memory { get; } = root.Derive("memory");

    public RandomStream Part(StrategyPart part) => ofParts[part.Name];

    public StepRandom Phase(string name, int number) => new(root.Derive($"phase/{name}/{number}"), parts);

    public void Visit(IStateVisitor state)
    {
        state.Child("dropout", Dropout);
        state.Child("extra-dropout", ExtraDropout);
        state.Child("probe", Probe);
        foreach (StrategyPart part in parts) state.Child("part/" + part.Name, Part(part));
    }
}
