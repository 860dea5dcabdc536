using System.Text.Json.Nodes;

namespace Kif.Pipeline.Descriptions;

/// <summary>An option of a composition as it is, and where it comes from.</summary>
/// <param name="Path">Its path below the strategy, lower-case, e.g. <c>estimate.beta1</c>; in a sum below the strategy's name.</param>
/// <param name="Value">A number, text, true or false; null for none.</param>
/// <param name="Origin">Who said it; see <see cref="OptionOrigin"/>.</param>
public sealed record DescribedOption(string Path, JsonValue? Value, string Origin)
{
    /// <summary>What a search may try; null where the option is not searched.</summary>
    public SearchRangeAttribute? Range { get; init; }

    /// <summary>The value as <c>--set</c> takes it.</summary>
    public string Text => Value is null ? "null" : Value.TryGetValue(out string? text) ? text : Value.ToJsonString();
}
