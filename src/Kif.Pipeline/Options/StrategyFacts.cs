using System.Text.Json;

namespace Kif;

/// <summary>
/// What the documents say of a built-in strategy and no code shows, for programs that choose among them; read from one file, which the documents' tests hold
/// against the tables of algorithms.md and verification.md.
/// </summary>
/// <param name="Grows">Whether its state between tasks grows with their number, with the default options.</param>
/// <param name="ExtraForward">Forward passes per optimizer step beside the step's own, in batches, with the default options.</param>
/// <param name="ExtraBackward">Backward passes beside the step's own.</param>
/// <param name="PerEarlierTask">Whether these are passes for each earlier task.</param>
/// <param name="Verified">
/// <c>traces</c>: it follows recorded runs of other implementations; <c>known-answers</c>: results of others;
/// <c>worked-numbers</c>: numbers by hand; <c>properties</c>: properties alone.
/// </param>
internal sealed record StrategyFacts(bool Grows, double ExtraForward, double ExtraBackward, bool PerEarlierTask, string Verified)
{
    private static readonly Lazy<IReadOnlyDictionary<string, StrategyFacts>> Read = new(() =>
    {
        using Stream file = typeof(StrategyFacts).Assembly.GetManifestResourceStream("strategy-facts.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, StrategyFacts>>(file, JsonSerializerOptions.Web)!;
    });

    /// <summary>The facts by the strategies' names; others than the built-in ones are not among them.</summary>
    public static IReadOnlyDictionary<string, StrategyFacts> All => Read.Value;
}
