namespace Kif;

/// <summary>All studies by name.</summary>
internal static class Studies
{
    /// <summary>The studies, in the order in which they were planned.</summary>
    public static IReadOnlyList<Study> All { get; } =
    [
        NormalizationStudy.Create(), ThresholdStudy.Create(), RealStudy.Create(), ImportanceStudy.Create(), ImportanceStudy.CreateReal(), OnlineStudy.Create(),
        LongStudy.Create(), ArchitectureStudy.Create(),
    ];

    /// <summary>Returns a study.</summary>
    /// <exception cref="CompositionException">There is none of that name; the message lists all.</exception>
    public static Study Get(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new CompositionException($"there is no study '{DisplayText.Of(name)}'; allowed: {string.Join(", ", All.Select(s => s.Name))}");
}
