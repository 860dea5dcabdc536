using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Kif.Cli;

/// <summary>Names a setting in a message as it was typed: <c>--learning-rate is -1</c> instead of <c>compare.training.learningrate is -1</c>.</summary>
internal static partial class TypedNames
{
    private static readonly Dictionary<string, string> Other = new(StringComparer.Ordinal)
    {
        ["seeds"] = "--seed", ["ordercount"] = "--orders", ["orders"] = "--order", ["evaluation.batchsize"] = "--eval-batch-size",
        ["checkpointsteps"] = "--checkpoint-every", ["checkpointminutes"] = "--checkpoint-every", ["evaluateeverysteps"] = "--evaluate-every",
        ["profile"] = "--training-profile", ["layerindices"] = "--layers",
    };

    /// <summary>Returns the message with the options' names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="message">A message with paths of settings.</param>
    public static string Of(ParseResult parsed, string message)
    {
        Dictionary<string, string> given = parsed.CommandResult.Children.OfType<OptionResult>().Where(o => o.IdentifierToken is not null)
            .Select(o => o.Option.Name).Distinct().ToDictionary(n => n.Replace("-", "", StringComparison.Ordinal), n => n);
        return Path().Replace(message, m => Option(m.Groups["path"].Value.ToLowerInvariant(), given) ?? m.Value);
    }

    private static string? Option(string path, Dictionary<string, string> given)
    {
        string last = path.Split('.')[^1];
        foreach ((string ending, string option) in Other)
            if ((path == ending || path.EndsWith('.' + ending)) && given.ContainsValue(option)) return option;
        return path == "evaluation.batchsize" ? null : given.GetValueOrDefault(last);
    }

    [GeneratedRegex(@"(?<![\w.])(?:compare|merge|pretrain|LoraSettings)\.(?<path>[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*)(?=[\s:;,]|$)")]
    private static partial Regex Path();
}
