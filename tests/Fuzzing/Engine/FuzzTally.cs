using System.Text.RegularExpressions;

namespace Kif.Fuzzing;

/// <summary>Counts what became of a target's cases; of findings that are alike the first is kept.</summary>
internal sealed partial class FuzzTally
{
    private readonly Dictionary<string, (long Case, int Times, string Finding)> findings = [];

    /// <summary>Cases by what became of them.</summary>
    public SortedDictionary<string, long> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>Cases in all.</summary>
    public long Cases => Outcomes.Values.Sum();

    /// <summary>The first case of each finding and how often it came.</summary>
    public IEnumerable<(long Case, int Times, string Finding)> Findings => findings.Values;

    /// <summary>Counts a case; true if it is a finding unlike those before.</summary>
    public bool Add(long number, FuzzOutcome outcome)
    {
        Outcomes[outcome.Kind] = Outcomes.GetValueOrDefault(outcome.Kind) + 1;
        if (outcome.Finding is not { } finding) return false;
        string alike = outcome.Kind + Alike(finding);
        bool known = findings.TryGetValue(alike, out var before);
        findings[alike] = known ? before with { Times = before.Times + 1 } : (number, 1, finding);
        return !known;
    }

    /// <summary>Where an exception was thrown, or else the finding without what differs from case to case.</summary>
    private static string Alike(string finding) =>
        Frame().Match(finding) is { Success: true } frame ? frame.Value : Particulars().Replace(finding.Split('\n')[0], "");

    [GeneratedRegex(@"^ +at .*$", RegexOptions.Multiline)]
    private static partial Regex Frame();

    [GeneratedRegex(@"'[^']*'|""[^""]*""|[0-9]+|\S*/\S*")]
    private static partial Regex Particulars();
}
