using System.CommandLine;

namespace Kif.Cli;

/// <summary>The command <c>kif list</c>: one line per registered strategy and component.</summary>
internal static class ListCommand
{
    public static Command Create(KifCatalog catalog)
    {
        var command = new Command("list", "Lists strategies, backbones, task formats, components and metrics, one per line.");
        command.SetAction(_ => Print(catalog, Console.Out));
        return command;
    }

    private static void Print(KifCatalog catalog, TextWriter output)
    {
        Section(output, "Strategies (kif compare --strategies a,b; a+b is one strategy of both)",
            catalog.Strategies.Select(s => (s.Name, s.Description)).Concat(catalog.Compositions.Select(c => (c.Name, $"{c.Description} (of {c.Strategy})"))));
        foreach (IGrouping<ComponentKind, ComponentDefinition> kind in catalog.Components.GroupBy(c => c.Kind))
            Section(output, Title(kind.Key), kind.Select(c => (c.Name, c.Description)));
    }

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
