using Kif.Fuzzing;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Fuzzing;

/// <summary>Seeded damage to files of rows, of runs and of learners. <c>Kif.Bench fuzz</c> runs the same for longer.</summary>
[Collection(AloneCollection.Name)]
public sealed class FormatFuzzTests
{
    private static readonly IReadOnlyList<FuzzTarget> Targets = [.. TableTargets.All(), .. RunTargets.All()];

    public static TheoryData<string> Names => [.. Targets.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Seeds_load_and_damaged_files_load_soundly_or_are_refused(string name)
    {
        FuzzTarget target = Targets.Single(t => t.Name == name);
        using var scratch = new FuzzScratch();
        foreach (FuzzSeed seed in target.Seeds)
            FluentActions.Invoking(() => target.Use(new(seed.Files, scratch))).Should().NotThrow(seed.Name);
        foreach (FuzzSeed seed in target.Seeds) FuzzJudge.Run(target, new(seed.Files, scratch)).Should().Be(new FuzzOutcome("loaded"), seed.Name);
        var maker = new FuzzMaker(target, seed: 1, scratch);
        var tally = new FuzzTally();
        int cases = target.Format is "learner" or "run" or "zip" ? 600 : 1500;
        for (int i = 0; i < cases; i++)
        {
            FuzzOutcome outcome = FuzzJudge.Run(target, maker.Make(i));
            outcome.Finding.Should().BeNull($"of case {i}, seed 1");
            tally.Add(i, outcome);
        }
        tally.Outcomes.GetValueOrDefault("loaded").Should().BeGreaterThan(cases / 100, "some damage does no harm");
        tally.Outcomes.GetValueOrDefault("loaded").Should().BeLessThan(cases, "some damage is seen");
    }
}
