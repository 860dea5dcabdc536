using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Pipeline.Descriptions;

/// <summary>
/// What a composition is, with every value: the same for the same composition, whether it was said in code, in a file or on the command line, and whatever was left to
/// defaults. Names of compositions in code do not show; what they stand for does.
/// </summary>
/// <param name="Strategy">The registered strategies that it is made of, with plus signs between them.</param>
/// <param name="Options">Every option of theirs and of their parts, in ordinal order of their paths but for <c>use</c>, which comes first.</param>
public sealed record CompositionDescription(string Strategy, IReadOnlyList<DescribedOption> Options)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The canonical form: JSON that <c>CompositionFile</c> reads back to the same description. Origins are not part of it.</summary>
    public string ToJson() => ToNode().ToJsonString(Indented);

    /// <summary>The canonical form as a tree.</summary>
    public JsonObject ToNode()
    {
        var root = new JsonObject { ["strategy"] = Strategy };
        foreach (DescribedOption option in Options)
        {
            string[] path = option.Path.Split('.');
            JsonObject at = root;
            foreach (string step in path[..^1])
            {
                if (at[step] is not JsonObject next) at[step] = next = [];
                at = next;
            }
            at[path[^1]] = option.Value?.DeepClone();
        }
        return root;
    }
}
