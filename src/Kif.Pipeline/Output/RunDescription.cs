using System.Text.Json.Nodes;

namespace Kif.Pipeline.Output;

/// <summary>What a comparison was asked to do: enough to do it again.</summary>
/// <param name="Command">The command line, or what stands for it.</param>
/// <param name="Model">Model folder, or <c>embedded</c>.</param>
/// <param name="ModelSha256">Hash of the model's weight files.</param>
/// <param name="Data">Data folder, or <c>embedded</c>.</param>
/// <param name="Order">The tasks in order.</param>
/// <param name="Strategies">The strategies in order.</param>
/// <param name="Settings">Every other setting by its path.</param>
/// <param name="Environment">Versions, device, threads.</param>
public sealed record RunDescription(
    string Command, string Model, string ModelSha256, string Data, IReadOnlyList<string> Order, IReadOnlyList<string> Strategies,
    IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>What each strategy is, with every value, by its name in results: the canonical form, which <c>kif run --composition</c> reads.</summary>
    public IReadOnlyDictionary<string, JsonObject> Compositions { get; init; } = new Dictionary<string, JsonObject>();
}
