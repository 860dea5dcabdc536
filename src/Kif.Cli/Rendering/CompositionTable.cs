using System.Text.Json;
using System.Text.Json.Nodes;
using Kif.Pipeline.Descriptions;
using Spectre.Console;

namespace Kif.Cli.Rendering;

/// <summary>A composition's options with their values and origins, as a table or, if the terminal is too narrow, as lines.</summary>
internal static class CompositionTable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IAnsiConsole console, CompositionDescription description)
    {
        console.MarkupLineInterpolated($"[bold]{description.Strategy}[/]");
        int[] widths = [Widest(description, o => o.Path), Widest(description, o => o.Text), Widest(description, o => o.Origin)];
        bool narrow = widths.Sum() + 4 > console.Profile.Width;
        if (description.Options.Count == 0) console.WriteLine("no options");
        else if (!narrow) Row(console, new("option", null, "from"), "value", widths, "bold");
        foreach (DescribedOption option in description.Options)
        {
            string style = option.Origin == OptionOrigin.Default ? "dim" : "default";
            if (narrow) console.MarkupLineInterpolated($"{option.Path}={option.Text}{(option.Origin == OptionOrigin.Default ? "" : $"\n  from {option.Origin}")}");
            else Row(console, option, option.Text, widths, style);
        }
    }

    /// <summary>Returns the canonical description with the options' origins as JSON.</summary>
    public static string ToJson(CompositionDescription description)
    {
        JsonObject root = description.ToNode();
        root["origins"] = new JsonObject(description.Options.Select(o => KeyValuePair.Create<string, JsonNode?>(o.Path, o.Origin)));
        return root.ToJsonString(Indented);
    }

    private static void Row(IAnsiConsole console, DescribedOption option, string value, int[] widths, string style) => console.MarkupLine(
        $"[{style}]{Markup.Escape($"{option.Path.PadRight(widths[0])}  {value.PadRight(widths[1])}  {option.Origin}")}[/]");

    private static int Widest(CompositionDescription description, Func<DescribedOption, string> text) => description.Options.Select(text).Append("option").Max(t => t.Length);
}
