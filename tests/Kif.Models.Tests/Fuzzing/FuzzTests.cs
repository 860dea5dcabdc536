using Kif.Fuzzing;

namespace Kif.Models.Tests.Fuzzing;

/// <summary>Seeded damage through the public loaders. <c>Kif.Bench fuzz</c> runs the same for longer.</summary>
[Collection(AloneCollection.Name)]
public sealed class FuzzTests
{
    private static readonly IReadOnlyList<FuzzTarget> Targets = ModelTargets.All();

    public static TheoryData<string> Names => [.. Targets.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Seeds_load(string name)
    {
        FuzzTarget target = Targets.Single(t => t.Name == name);
        using var scratch = new FuzzScratch();
        foreach (FuzzSeed seed in target.Seeds) FuzzJudge.Run(target, new(seed.Files, scratch)).Should().Be(new FuzzOutcome("loaded"), seed.Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_files_load_soundly_or_are_refused(string name)
    {
        FuzzTarget target = Targets.Single(t => t.Name == name);
        using var scratch = new FuzzScratch();
        var maker = new FuzzMaker(target, seed: 1, scratch);
        int cases = target.Format is "model" or "gguf" || target.Name == "adapter-embeddings" ? 1500 : 4000;
        var outcomes = new Dictionary<string, int>();
        for (int i = 0; i < cases; i++)
        {
            FuzzOutcome outcome = FuzzJudge.Run(target, maker.Make(i));
            outcome.Finding.Should().BeNull($"of case {i} of '{name}', seed 1");
            outcomes[outcome.Kind] = outcomes.GetValueOrDefault(outcome.Kind) + 1;
        }
        outcomes["InvalidDataException"].Should().BeGreaterThan(cases / 4, "most damage is seen");
        outcomes["loaded"].Should().BeGreaterThan(cases / 100, "some damage does no harm");
    }
}
