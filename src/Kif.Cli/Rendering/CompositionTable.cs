using System.Text.Json;
using System.Text.Json.Nodes;
using Kif.Pipeline.Descriptions;
using Spectre.Console;

namespace Kif.Cli.Rendering;

/// <summary>A composition's options with their values and origins.</summary>
internal static class CompositionTable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IAnsiConsole console, CompositionDescription description)
    {
        console.MarkupLineInterpolated($"[bold]{description.Strategy}[/]");
        Table table = new Table().Border(TableBorder.Simple).AddColumn("option").AddColumn("value").AddColumn("from");
        foreach (DescribedOption option in description.Options)
        {
            string style = option.Origin == OptionOrigin.Default ? "dim" : "default";
            table.AddRow($"[{style}]{Markup.Escape(option.Path)}[/]", $"[{style}]{Markup.Escape(option.Text)}[/]", $"[{style}]{Markup.Escape(option.Origin)}[/]");
        }
        if (description.Options.Count > 0) console.Write(table);
        else console.WriteLine("no options");
    }

    /// <summary>The canonical description, and the origins beside it.</summary>
    public static string ToJson(CompositionDescription description)
    {
        JsonObject root = description.ToNode();
        root["origins"] = new JsonObject(description.Options.Select(o => KeyValuePair.Create<string, JsonNode?>(o.Path, o.Origin)));
        return root.ToJsonString(Indented);
    }
}
