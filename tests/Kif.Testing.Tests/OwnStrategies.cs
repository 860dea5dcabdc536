using Kif.Pipeline.Registration;

namespace Kif.Testing.Tests;

/// <summary>Every registered strategy is held to the same checks as a third party's.</summary>
public sealed class OwnStrategies
{
    public static TheoryData<string> Names => [.. KifServices.BuiltIn().Strategies.Select(s => s.Name), "kif-lora+replay"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_every_promise(string name)
    {
        ConformanceSuite suite = StrategySuite.Of(new(KifServices.BuiltIn(), name));
        var times = new List<(double, string)>();
        foreach (var c in suite.Checks) { var clock = System.Diagnostics.Stopwatch.StartNew(); suite.Run(c.Name); times.Add((clock.Elapsed.TotalSeconds, c.Name)); }
        TestContext.Current.TestOutputHelper!.WriteLine($"{name} {times.Sum(t => t.Item1):F1} s " + string.Join(" ", times.OrderDescending().Take(6).Select(t => $"{t.Item2} {t.Item1:F2}")));
        string.Join('\n', suite.RunAll().Where(r => r.Verdict != ConformanceVerdict.Holds).Select(r => r.Check + ": " + r.Message)).Should().BeEmpty();
    }
}
