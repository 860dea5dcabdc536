using System.CommandLine;

namespace Kif.Cli;

/// <summary>The names that options have in other programs: read as the option of the command, but not shown in its help.</summary>
internal static class OptionAliases
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["--lr"] = "--learning-rate", ["--seeds"] = "--seed", ["--bs"] = "--batch-size", ["--batch"] = "--batch-size",
        ["--per-device-train-batch-size"] = "--batch-size", ["--train-batch-size"] = "--batch-size", ["--per-device-eval-batch-size"] = "--eval-batch-size",
        ["--num-train-epochs"] = "--epochs", ["--num-epochs"] = "--epochs", ["--model-name-or-path"] = "--model", ["--model-name"] = "--model",
        ["--model-path"] = "--model", ["--base-model"] = "--model", ["--dataset"] = "--data", ["--dataset-name"] = "--data", ["--data-path"] = "--data",
        ["--output-dir"] = "--out", ["--output"] = "--out", ["--strategy"] = "--strategies", ["--method"] = "--strategies", ["--metrics"] = "--metric",
        ["--adapter-path"] = "--adapter", ["--lora-r"] = "--rank", ["--lora-rank"] = "--rank", ["--lora-alpha"] = "--alpha", ["--lora-dropout"] = "--dropout",
        ["--target-modules"] = "--targets", ["--lora-target-modules"] = "--targets", ["--dtype"] = "--precision", ["--torch-dtype"] = "--precision",
        ["--gradient-checkpointing"] = "--checkpointing", ["--max-train-samples"] = "--train-limit", ["--max-eval-samples"] = "--test-limit",
        ["--max-source-length"] = "--max-source", ["--num-threads"] = "--threads",
    };

    /// <summary>Returns a command line with the options' own names.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="parsed">The same, parsed.</param>
    public static string[] Resolve(string[] args, ParseResult parsed)
    {
        HashSet<string> known = [.. ParseErrors.Options(parsed.CommandResult).SelectMany(o => o.Aliases.Prepend(o.Name))];
        return [.. args.Select(a => Resolve(a, known))];
    }

    private static string Resolve(string arg, HashSet<string> known)
    {
        string[] parts = arg.Split('=', 2);
        if (!arg.StartsWith("--", StringComparison.Ordinal) || known.Contains(parts[0])) return arg;
        string hyphens = parts[0].Replace('_', '-');
        string? own = known.Contains(hyphens) ? hyphens : Names.TryGetValue(hyphens, out string? name) && known.Contains(name) ? name : null;
        return own is null ? arg : own + arg[parts[0].Length..];
    }
}
