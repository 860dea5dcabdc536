using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Cli;

/// <summary>What is registered, as one JSON object: a list per kind, and of strategies what a program needs to choose among them.</summary>
internal static class CatalogJson
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    /// <summary>Writes the lists.</summary>
    /// <param name="catalog">What is registered.</param>
    /// <param name="strategies">The name of the list of strategies; null to leave it out.</param>
    /// <param name="kinds">The other kinds and the names of their lists.</param>
    public static string Write(KifCatalog catalog, string? strategies, IEnumerable<(ComponentKind Kind, string Name)> kinds)
    {
        var all = new JsonObject();
        var composer = new StrategyComposer(catalog);
        if (strategies is not null)
            all[strategies] = new JsonArray([.. catalog.Strategies.Select(s => Strategy(composer, s.Name, s.Description, s.Name)),
                .. catalog.Compositions.Select(c => Strategy(composer, c.Name, c.Description, null))]);
        foreach ((ComponentKind kind, string name) in kinds)
            all[name] = new JsonArray([.. catalog.ComponentsOf(kind).Select(c => new JsonObject { ["name"] = c.Name, ["description"] = c.Description })]);
        return all.ToJsonString(Json);
    }

    private static JsonNode Strategy(StrategyComposer composer, string name, string description, string? known)
    {
        using StrategyComposition composition = composer.Choose(name, []).Compose();
        StrategyFacts? facts = known is null ? null : StrategyFacts.All.GetValueOrDefault(known);
        return new JsonObject
        {
            ["name"] = name, ["description"] = description, ["trains"] = composition.Trains == TrainedWeights.All ? "all" : "adapter",
            ["needsMemory"] = composition.Buffer is not null || composition.IsJointTraining, ["needsTaskIdAtTest"] = composition.PartNeedingTaskId is not null,
            ["growsWithTasks"] = facts?.Grows,
            ["extraPassesPerStep"] = facts is null ? null : new JsonObject
            {
                ["forward"] = facts.ExtraForward, ["backward"] = facts.ExtraBackward, ["perEarlierTask"] = facts.PerEarlierTask,
            },
            ["verifiedAgainst"] = facts?.Verified,
        };
    }
}
