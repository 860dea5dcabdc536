using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>The command <c>kif run</c>: a comparison of one strategy, by name or from a file.</summary>
internal static class RunCommand
{
    public static Command Create(StrategyComposer composer, RunTelemetry telemetry)
    {
        var strategy = new Option<string?>("--strategy")
            { HelpName = "NAME", Description = "The strategy to run (see kif list); a+b is one strategy of both. Default: kif-lora." };
        var composition = new Option<string?>("--composition") { HelpName = "FILE", Description = "A composition in JSON, instead of --strategy." };
        var dry = new Option<bool>("--dry-run") { Description = "Runs nothing: shows every option of the composition, its value and where it comes from." };
        var views = new ViewOptions(
            "Lines of JSON: events and progress while running, the result as the last line. With --dry-run: a file that --composition reads.");
        var options = new CompareOptions(several: false);
        var keep = new KeepOption();
        var download = new DownloadOption();
        var command = new Command("run", """
            Runs one strategy over a stream of tasks: kif compare with a single one.

            Options are read in this order, and the last one counts: defaults, environment variables
            (KIF__EWC__LAMBDA=0.5; KIF__KIF_LORA__FUSE=average), the file, --set. In --set the strategy's
            name may be left out.

            Example: kif run --strategy kif-lora+ewc --set ewc.lambda=0.5 --dry-run
            """) { strategy, composition, dry };
        options.AddTo(command);
        keep.AddTo(command);
        download.AddTo(command);
        views.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            IComparisonView? view = parsed.GetValue(dry) ? null : views.View(parsed);
            return Guard.RunComparisonAsync(parsed, async () =>
            {
                (CompareSettings settings, RunArguments arguments) = options.Read(parsed);
                StrategySpec spec = Spec(parsed.GetValue(strategy), parsed.GetValue(composition));
                settings = settings with { Strategies = [spec.Strategy], Set = [.. settings.Set.Select(s => Below(spec.Strategy, s))] };
                if (view is null) return Describe(ComparisonParts.Strategies(composer, settings, [spec]).Single().Spec, views.Json(parsed));
                await download.FetchAsync(parsed, settings, cancellation);
                (settings, arguments) = keep.Apply(parsed, settings, arguments);
                return await ComparisonProgram.RunAsync(
                    composer, settings, arguments with { StrategyOptions = [spec], Telemetry = telemetry }, view, cancellation);
            }, view);
        });
        return command;
    }

    private static StrategySpec Spec(string? strategy, string? file)
    {
        if (strategy is not null && file is not null)
            throw new CompositionException("--strategy and --composition exclude each other: a file names its strategy itself");
        return file is null ? new(strategy ?? "kif-lora", []) : CompositionFile.Read(file);
    }

    private static string Below(string strategy, string set) =>
        new[] { strategy, "metric", "data" }.Any(o => set.StartsWith(o + '.', StringComparison.Ordinal)) ? set : $"{strategy}.{set}";

    private static int Describe(StrategySpec spec, bool json)
    {
        if (json) Console.WriteLine(CompositionTable.ToJson(spec));
        else CompositionTable.Write(AnsiConsole.Console, spec);
        return 0;
    }
}

/// <summary>A composition's options with their values and origins, as a table or, if the terminal is too narrow, as lines.</summary>
internal static class CompositionTable
{
    private static readonly JsonSerializerOptions Indented = new()
        { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IAnsiConsole console, StrategySpec spec)
    {
        console.MarkupLineInterpolated($"[bold]{spec.Strategy}[/]");
        int[] widths = [Widest(spec, o => o.Path), Widest(spec, o => o.Text), Widest(spec, o => o.Origin)];
        bool narrow = widths.Sum() + 4 > console.Profile.Width;
        if (spec.Options.Count == 0) console.WriteLine("no options");
        else if (!narrow) Row(console, new("option", null, "from"), "value", widths, "bold");
        foreach (OptionValue option in spec.Options)
        {
            string style = option.Origin == OptionOrigin.Default ? "dim" : "default";
            if (narrow)
                console.MarkupLineInterpolated($"{option.Path}={option.Text}{(option.Origin == OptionOrigin.Default ? "" : $"\n  from {option.Origin}")}");
            else Row(console, option, option.Text, widths, style);
        }
    }

    /// <summary>Returns the canonical description with the options' origins as JSON.</summary>
    public static string ToJson(StrategySpec spec)
    {
        JsonObject root = spec.ToNode();
        root["origins"] = new JsonObject(spec.Options.Select(o => KeyValuePair.Create<string, JsonNode?>(o.Path, o.Origin)));
        return root.ToJsonString(Indented);
    }

    private static void Row(IAnsiConsole console, OptionValue option, string value, int[] widths, string style) => console.MarkupLine(
        $"[{style}]{Markup.Escape($"{option.Path.PadRight(widths[0])}  {value.PadRight(widths[1])}  {option.Origin}")}[/]");

    private static int Widest(StrategySpec spec, Func<OptionValue, string> text) =>
        spec.Options.Select(text).Append("option").Max(t => t.Length);
}
