using System.CommandLine;
using System.Globalization;

namespace Kif.Cli;

/// <summary>The options of the commands that answer: which weights, and how tokens are chosen.</summary>
internal sealed class AnswerOptionSet
{
    private readonly Option<int?> after = new("--after") { HelpName = "K", Description = "The run's weights after its K-th task. Default: the last." };
    private readonly Option<string?> task = new("--task")
        { HelpName = "TASK", Description = "The task, for a run that keeps weights for each (per-task)." };
    private readonly Option<string?> model = new("--model")
        { HelpName = "MODEL", Description = "The base model, where it is not where the run or the adapter says." };
    private readonly Option<string?> device = new("--device") { HelpName = "DEVICE", Description = "cpu, cuda or cuda:1. Default: as the run, else cpu." };
    private readonly Option<string?> precision = new("--precision")
        { HelpName = "TYPE", Description = "float32, bfloat16, float16 or float64. Default: as the run, else float32." };
    private readonly Option<int?> threads = new("--threads") { HelpName = "N", Description = "Number of libtorch's threads. Default: as the run." };
    private readonly Option<int?> most = new("--max-new-tokens")
        { HelpName = "N", Description = "Maximum number of tokens of an answer. Default: as in the run, else 256." };
    private readonly Option<double?> temperature = new("--temperature")
        { HelpName = "X", Description = "0 for the likeliest token each time, 1 for draws from the model's distribution. Default: 0.",
        CustomParser = a => RealNumber.Parse(a) };
    private readonly Option<double?> topP = new("--top-p")
        { HelpName = "X", Description = "Draws among the likeliest tokens that have this probability together. Default: 1.",
        CustomParser = a => RealNumber.Parse(a) };
    private readonly Option<int?> topK = new("--top-k") { HelpName = "K", Description = "Draws among the K likeliest tokens. Default: all." };
    private readonly Option<long?> seed = new("--seed") { HelpName = "N", Description = "The seed of the draws. Default: another one each time." };
    private readonly Option<string[]> stop = new("--stop")
        { HelpName = "TEXT", Description = "Ends an answer where this text begins; \\n is a line end. May be repeated." };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="chosen">Whether the weights are those of one run. Default: yes.</param>
    public void AddTo(Command command, bool chosen = true)
    {
        Option[] all = chosen ? [after, task, model, device, precision, threads, most, temperature, topP, topK, seed, stop]
            : [model, device, precision, threads, most];
        foreach (Option option in all) command.Options.Add(option);
    }

    /// <summary>The base model that was named; null for none.</summary>
    public string? Model(ParseResult parsed) => parsed.GetValue(model);

    /// <summary>The most tokens of an answer; null for the default.</summary>
    public int? MaxNewTokens(ParseResult parsed) => parsed.GetValue(most);

    /// <summary>Finds what a command names, without loading it.</summary>
    public AnswerSource Find(ParseResult parsed, string result, StrategyComposer composer) =>
        AnswerSource.Find(result, composer, After(parsed), parsed.GetValue(task), parsed.GetValue(model));

    /// <summary>Loads what a command names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="result">The run, adapter or model.</param>
    /// <param name="catalog">The strategies and model families.</param>
    /// <param name="name">The name of the adapter; null for its own.</param>
    /// <param name="chat">Whether single texts are asked by the chat template; null for the way of the run.</param>
    public Assistant Load(ParseResult parsed, string result, KifCatalog catalog, bool? chat = null, string? name = null)
    {
        var options = new AssistantOptions
        {
            AfterTasks = After(parsed), Task = parsed.GetValue(task), Model = parsed.GetValue(model), Catalog = catalog, Chat = chat,
            Device = parsed.GetValue(device), Precision = parsed.GetValue(precision), Name = name,
        };
        int? number = parsed.GetValue(threads);
        if (number < 1) throw new CompositionException($"--threads is {number}; allowed: 1 or more");
        Assistant assistant = Assistant.Open(result, options);
        if ((number ?? assistant.Threads) is { } count) torch.set_num_threads(count);
        foreach (string note in assistant.Notes) Console.Error.WriteLine($"kif: note: {note}");
        return assistant;
    }

    private int? After(ParseResult parsed) => parsed.GetValue(after) is { } tasks and < 1
        ? throw new CompositionException($"--after is {tasks}; allowed: 1 or more tasks") : parsed.GetValue(after);

    /// <summary>Reads how tokens are chosen.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public AnswerOptions Answering(ParseResult parsed)
    {
        var options = new AnswerOptions
        {
            MaxNewTokens = parsed.GetValue(most),
            StopSequences = [.. (parsed.GetValue(stop) ?? []).Select(s => s.Replace("\\n", "\n", StringComparison.Ordinal))],
            Sampling = new()
            {
                Temperature = parsed.GetValue(temperature) ?? 0, TopP = parsed.GetValue(topP) ?? 1, TopK = parsed.GetValue(topK), Seed = parsed.GetValue(seed),
            },
        };
        options.Validate();
        if (options.Sampling is { Temperature: 0 } and not { TopP: 1, TopK: null, Seed: null })
            Console.Error.WriteLine("kif: note: --top-p, --top-k and --seed matter to draws alone; --temperature 1 draws");
        return options;
    }
}

/// <summary>The list of runs to choose from.</summary>
internal static class RunChoices
{
    /// <summary>Runs work on one run; a folder with several lists them.</summary>
    /// <param name="command">The command to repeat with one of them.</param>
    /// <param name="work">The work.</param>
    public static async Task<int> OfAsync(string command, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (SeveralRunsException several)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kif: {several.Runs.Count} runs are there; name one of them:"));
            foreach (string run in several.Runs) Console.WriteLine($"kif {command} {run}");
            return ExitCodes.Failed;
        }
    }
}
