using Kif.Fuzzing;

namespace Kif.Serving.Tests;

/// <summary>Seeded damage to requests: each is read within its limits or refused. <c>Kif.Bench fuzz --format request</c> runs the same for longer.</summary>
public sealed class ChatRequestFuzzTests
{
    [Fact]
    public void Damaged_requests_are_read_within_their_limits_or_refused()
    {
        FuzzTarget target = ChatRequestTargets.All().Single();
        using var scratch = new FuzzScratch();
        foreach (FuzzSeed seed in target.Seeds) FuzzJudge.Run(target, new(seed.Files, scratch)).Should().Be(new FuzzOutcome("loaded"), seed.Name);
        var maker = new FuzzMaker(target, seed: 1, scratch);
        var tally = new FuzzTally();
        for (int i = 0; i < 4000; i++)
        {
            FuzzOutcome outcome = FuzzJudge.Run(target, maker.Make(i));
            outcome.Finding.Should().BeNull($"of case {i}, seed 1");
            tally.Add(i, outcome);
        }
        tally.Outcomes["RequestException"].Should().BeGreaterThan(1000);
        tally.Outcomes["loaded"].Should().BeGreaterThan(100, "some damage does no harm");
    }
}
