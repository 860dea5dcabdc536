using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Pipeline.Descriptions;

/// <summary>
/// The description of a composition with every value: equal for equal compositions, whether given in code, in a file or on the command line, and whichever
/// values were left at their defaults. Names of compositions defined in code are replaced by their strategies.
/// </summary>
/// <param name="Strategy">The registered strategies, joined by plus signs.</param>
/// <param name="Options">Every option of the strategies and their parts, in ordinal order of paths except <c>use</c>, which comes first.</param>
public sealed record CompositionDescription(string Strategy, IReadOnlyList<DescribedOption> Options)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the canonical form: JSON that <c>CompositionFile</c> reads back to the same description. Origins are not part of it.</summary>
    public string ToJson() => ToNode().ToJsonString(Indented);

    /// <summary>Returns the canonical form as a tree.</summary>
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
