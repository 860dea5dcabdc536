using System.CommandLine;

namespace Kif.Cli;

/// <summary>The command <c>kif list</c>: one line per registered strategy and component.</summary>
internal static class ListCommand
{
    private const string Strategies = "strategies";

    public static Command Create(KifCatalog catalog)
    {
        var kind = new Argument<string?>("kind") { HelpName = "KIND", Arity = ArgumentArity.ZeroOrOne,
            Description = $"Only these: {string.Join(", ", Kinds.Prepend(Strategies))}. Default: all." };
        kind.CompletionSources.Add([Strategies, .. Kinds]);
        var command = new Command("list", "Lists strategies, backbones, task formats, components and metrics, one per line.") { kind };
        var json = new Option<bool>("--json") { Description = "One JSON object; of strategies also what they need, cost and were verified against." };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            string? only = Chosen(parsed.GetValue(kind));
            if (parsed.GetValue(json)) Console.Out.WriteLine(Json(catalog, only));
            else Print(catalog, only, Console.Out);
        });
        return command;
    }

    private static string[] Kinds => [.. Enum.GetValues<ComponentKind>().Select(Name)];

    /// <summary>Returns the word for a kind that was typed in the singular or the plural; null for all.</summary>
    /// <exception cref="CompositionException">There is no such kind.</exception>
    private static string? Chosen(string? said)
    {
        if (said is null) return null;
        string[] kinds = [Strategies, .. Kinds];
        string wanted = said.ToLowerInvariant().Replace('_', '-');
        return kinds.FirstOrDefault(k => k == wanted || Singular(k) == wanted || k.EndsWith("-" + wanted, StringComparison.Ordinal)
            || Singular(k).EndsWith("-" + wanted, StringComparison.Ordinal))
            ?? throw new CompositionException(UnknownName.Message("kind of things", said, kinds));
    }

    private static string Json(KifCatalog catalog, string? only) => CatalogJson.Write(catalog, only is null or Strategies ? Strategies : null,
        Enum.GetValues<ComponentKind>().Select(k => (k, Name(k))).Where(k => only is null || k.Item2 == only));

    private static string Singular(string kind) => kind == Strategies ? "strategy" : kind.TrimEnd('s');

    private static void Print(KifCatalog catalog, string? only, TextWriter output)
    {
        if (only is null or Strategies)
            Section(output, "Strategies (kif compare --strategies a,b; a+b is one strategy of both)",
                catalog.Strategies.Select(s => (s.Name, s.Description))
                    .Concat(catalog.Compositions.Select(c => (c.Name, $"{c.Description} (of {c.Strategy})"))));
        foreach (IGrouping<ComponentKind, ComponentDefinition> kind in catalog.Components.GroupBy(c => c.Kind).Where(k => only is null || Name(k.Key) == only))
            Section(output, Title(kind.Key), kind.Select(c => (c.Name, c.Description)));
    }

    private static string Name(ComponentKind kind) => kind switch
    {
        ComponentKind.ReplayBuffer => "replay-buffers",
        ComponentKind.TaskFormat => "task-formats",
        _ => kind.ToString().ToLowerInvariant() + "s",
    };

    private static void Section(TextWriter output, string title, IEnumerable<(string Name, string Description)> lines)
    {
        output.WriteLine(title);
        (string Name, string Description)[] all = [.. lines];
        int width = Math.Max(14, all.Max(l => l.Name.Length) + 2);
        foreach ((string name, string description) in all) output.WriteLine($"  {name.PadRight(width)}{description}");
        output.WriteLine();
    }

    private static string Title(ComponentKind kind) => kind switch
    {
        ComponentKind.Decomposer => "Decomposers (--set kif-lora.decompose=NAME)",
        ComponentKind.Estimator => "Importance estimators (--set kif-lora.estimate=NAME)",
        ComponentKind.Backbone => "Backbones (model_type in a folder's config.json)",
        ComponentKind.TaskFormat => "Task formats (kif compare --data PATH --data-format NAME)",
        ComponentKind.Metric => "Metrics (kif compare --metric NAME)",
        ComponentKind.Fuser => "Fusers (--set kif-lora.fuse=NAME)",
        _ => "Replay buffers (--set replay.buffer=NAME)",
    };
}
