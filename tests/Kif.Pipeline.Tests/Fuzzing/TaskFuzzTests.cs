using Kif.Fuzzing;
using Kif.Pipeline.Tests.Training;

namespace Kif.Pipeline.Tests.Fuzzing;

/// <summary>Seeded damage to folders of tasks. <c>Kif.Bench fuzz --format tasks</c> runs the same for longer.</summary>
[Collection(AloneCollection.Name)]
public sealed class TaskFuzzTests
{
    [Fact]
    public void Damaged_tasks_load_soundly_or_are_refused()
    {
        FuzzTarget target = TaskTargets.All().Single();
        using var scratch = new FuzzScratch();
        foreach (FuzzSeed seed in target.Seeds) FuzzJudge.Run(target, new(seed.Files, scratch)).Should().Be(new FuzzOutcome("loaded"));
        var maker = new FuzzMaker(target, seed: 1, scratch);
        var tally = new FuzzTally();
        for (int i = 0; i < 3000; i++)
        {
            FuzzOutcome outcome = FuzzJudge.Run(target, maker.Make(i));
            outcome.Finding.Should().BeNull($"of case {i}, seed 1");
            tally.Add(i, outcome);
        }
        tally.Outcomes["InvalidDataException"].Should().BeGreaterThan(1000);
        tally.Outcomes["loaded"].Should().BeGreaterThan(200, "some damage does no harm");
    }
}
