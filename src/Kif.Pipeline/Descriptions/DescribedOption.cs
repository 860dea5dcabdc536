using System.Text.Json.Nodes;

namespace Kif.Pipeline.Descriptions;

/// <summary>An option of a composition with its value and origin.</summary>
/// <param name="Path">The path below the strategy, lower-case, e.g. <c>estimate.beta1</c>; in a sum below the strategy's name.</param>
/// <param name="Value">A number, text, true or false; null for none.</param>
/// <param name="Origin">The origin; see <see cref="OptionOrigin"/>.</param>
public sealed record DescribedOption(string Path, JsonValue? Value, string Origin)
{
    /// <summary>The range that a search may try; null for options that are not searched.</summary>
    public SearchRangeAttribute? Range { get; init; }

    /// <summary>The value as <c>--set</c> takes it.</summary>
    public string Text => Value is null ? "null" : Value.TryGetValue(out string? text) ? text : Value.ToJsonString();
}
