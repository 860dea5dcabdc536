namespace Kif.Testing;

/// <summary>The checks of a kind of part, followed by those of a strategy composed with it.</summary>
internal static class PartChecks
{
    /// <summary>Returns all checks; those of the strategy are judged only if the part's own hold.</summary>
    public static IReadOnlyList<PromiseCheck<PartSubject<TPart>>> With<TPart>(params PromiseCheck<PartSubject<TPart>>[] own) where TPart : class
    {
        string[] first = [.. own.Select(c => c.Name)];
        return [.. own, .. StrategyChecks.All.Where(c => c.Name != "inactive").Select(c =>
            new PromiseCheck<PartSubject<TPart>>(c.Name, c.Promise, s => c.Run(s.Strategy), c.Name == "effects" ? [.. c.Needs, .. first] : c.Needs))];
    }
}
