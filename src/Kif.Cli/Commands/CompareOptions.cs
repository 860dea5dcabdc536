using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Kif.Models;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>The options of <c>kif compare</c> and the settings that they change.</summary>
internal sealed class CompareOptions
{
    private readonly List<Func<ParseResult, CompareSettings, CompareSettings>> apply = [];
    private readonly List<Option> all = [];
    private readonly Option<string?> cells = new("--cell") { HelpName = "N,M", Description = "Only these runs of the grid, by index from 0 (see --dry-run)." };

    /// <summary>Creates the options.</summary>
    /// <param name="several">Whether there are options that name strategies.</param>
    public CompareOptions(bool several = true)
    {
        Text("--model", "MODEL", "A Hugging Face folder, or owner/name[@revision] of a hub (see --download). Default: the embedded T5.",
            (s, v) => s with { Model = v });
        Text("--data", "PATH", "A folder or file of tasks, or owner/name[@revision] of a hub's data set. Default: the embedded stream.",
            (s, v) => s with { Data = v });
        Text("--data-format", "NAME", "The format of --data (see kif list). Default: the first that recognizes it.",
            (s, v) => s with { DataFormat = Use(s.DataFormat, v) });
        Text("--columns", "input=A,output=B", "Columns of question and answer (also id and choices). Default: by the names of the columns.",
            (s, v) => s with { Columns = NumberArguments.Columns(v) });
        Text("--prompt", "TEXT", "Prompt of columns, e.g. \"{instruction}\\n{text}\", instead of an input column.", (s, v) => s with { Prompt = v });
        Text("--adapter", "ADAPTER", "A trained adapter, as a folder or by its hub's name, that every strategy continues to train, with its own LoRA settings.",
            (s, v) => s with { Adapter = v, Lora = new() });
        Many("--order", "A,B,C", "Tasks in the order in which they are learned. Repeated: several orders. Default: all.", Orders);
        Number("--orders", "Number of orders; those that are not named are drawn at random. Default: 1.", (s, v) => s with { OrderCount = v });
        Text("--unseen", "A,B", "Tasks that are scored after every task and never trained.", (s, v) => s with { Unseen = Names(v) });
        if (several)
        {
            Text("--strategies", "A,B", "The strategies to compare (see kif list); name=strategy renames one. Default: seq-lora,replay,kif-lora,joint.",
                (s, v) => s with { Strategies = Names(v) });
            Text("--baseline", "NAME", "The strategy that the others are compared with. Default: seq-lora, or else the first.",
                (s, v) => s with { Baseline = v });
        }
        Number("--train-limit", "Maximum number of training examples per task (a random subset).", (s, v) => s with { TrainLimit = v });
        Number("--test-limit", "Maximum number of test examples per task (a random subset).", (s, v) => s with { TestLimit = v });
        Text("--seed", "1,2,3", "One run per seed. Default: 1.", (s, v) => s with { Seeds = [.. Names(v).Select(n => NumberArguments.Long("--seed", n))] });
        Text("--out", "FOLDER",
            "Folder for configuration, losses, matrices, predictions and adapters; finished runs in it are not repeated. Default: a new one in runs/.",
            (s, v) => s with { Out = v });
        Number("--parallel",
            "Number of concurrent runs, in as many processes; the results are the same, bit for bit. Default: 1; embedded model: one per core, at most 8.",
            (s, v) => s with { Parallel = v });
        Number("--tune",
            "Trials per strategy before the comparison, on held-out training examples of the first tasks; the same number for each. Default: none.",
            (s, v) => s with { Tune = v });
        Number("--tune-tasks", "Number of tasks that a trial learns, the first ones. Default: 2.", (s, v) => s with { TuneTasks = v });
        Text("--tune-by", "random|grid", "How trials are chosen. Default: random.", (s, v) => s with { TuneBy = v });
        Text("--tune-learning-rate", "LOW,HIGH", "Learning rates that trials try too. Default: the comparison's only.",
            (s, v) => s with { TuneLearningRate = [.. Names(v).Select(n => NumberArguments.Real("--tune-learning-rate", n))] });
        Add(cells, (_, s) => s);
        Text("--metric", "NAME", "The metric of answers (see kif list). Default: exact-match.", (s, v) => s with { Metric = Use(s.Metric, v) });
        Text("--score", "all|next|seen",
            "Tasks scored after each one: all, those learned and the next one, or those learned (no forward transfer). Default: all.",
            (s, v) => Evaluate(s, "score", v));
        Text("--answer-by", "MODE", "generation, or likelihood to choose among choices or labels. Default: generation.", (s, v) => Evaluate(s, "answerby", v));
        Text("--likelihood", "FORM", "With likelihood: sum, per-token or per-byte. Default: sum.", (s, v) => Evaluate(s, "likelihood", v));
        Number("--max-choices", "With likelihood: maximum number of answers to choose from. Default: 100.",
            (s, v) => s with { Evaluation = s.Evaluation with { MaxChoices = v } });
        Number("--epochs", "Passes over each task.", (s, v) => s with { Training = s.Training with { Epochs = v } });
        Real("--learning-rate", "Peak learning rate.", (s, v) => s with { Training = s.Training with { LearningRate = v } });
        Number("--batch-size", "Examples per optimizer step.", (s, v) => s with { Training = s.Training with { BatchSize = v } });
        Number("--micro-batch-size", "Examples per forward pass. Default: the batch.", (s, v) => s with { Training = s.Training with { MicroBatchSize = v } });
        Text("--training-profile", "NAME",
            "Order of examples, warm-up and micro-batches: recommended, paper or official-code (as published scripts). Default: recommended.",
            (s, v) => Train(s, "profile", v));
        Number("--rank", "LoRA rank.", (s, v) => s with { Lora = s.Lora with { Rank = v } });
        Real("--alpha", "LoRA alpha; the scaling is alpha/rank.", (s, v) => s with { Lora = s.Lora with { Alpha = v } });
        Real("--dropout", "LoRA dropout.", (s, v) => s with { Lora = s.Lora with { Dropout = v } });
        Lora();
        Flag("--chat", "Asks plain rows as a user's turn, in the form of the model's chat template.", s => s with { Chat = true });
        Number("--max-source", "Maximum number of tokens of a prompt; fewer if the model's own limit is lower.",
            (s, v) => s with { Limits = s.Limits with { MaxSource = v } });
        Number("--max-new-tokens", "Maximum number of tokens of an answer. Default: for each task the larger of 16 and the longest answer to learn.",
            (s, v) => s with { Evaluation = s.Evaluation with { MaxNewTokens = v } });
        Number("--eval-batch-size", "Examples per batch in evaluation.", (s, v) => s with { Evaluation = s.Evaluation with { BatchSize = v } });
        Text("--device", "DEVICE", "cpu, cuda or cuda:1. Default: cpu.", (s, v) => s with { Compute = s.Compute with { Device = v } });
        Text("--precision", "TYPE", "Type of the frozen weights: float32, bfloat16, float16 or float64; adapters of half types stay float32. Default: float32.",
            (s, v) => s with { Compute = s.Compute with { Precision = v } });
        Text("--matmul-precision", "NAME",
            "highest, or medium: float32 products may round their factors to bfloat16, where the CPU supports it. Default: highest.",
            (s, v) => s with { Compute = s.Compute with { MatmulPrecision = v } });
        Flag("--checkpointing", "Recomputes blocks in the backward pass: less memory, more time.",
            s => s with { Compute = s.Compute with { Checkpointing = true } });
        Real("--base-dropout", "The model's own dropout in training. Default: 0.", (s, v) => s with { Compute = s.Compute with { BaseDropout = v } });
        Number("--evaluate-every", "Steps between evaluations of earlier tasks during training (stability gap). Default: none.",
            (s, v) => s with { Evaluation = s.Evaluation with { EvaluateEverySteps = v } });
        Text("--checkpoint-every", "N",
            "Steps between checkpoints in --out, or minutes as 10min; 0 for none; a killed run resumes there. Default: 5min, below 1 % of the time.",
            NumberArguments.Checkpoints);
        Number("--threads", "Number of CPU threads. Default: libtorch's choice; 1 for the embedded model.", (s, v) => s with { Threads = v });
        Many("--set", "PATH=VALUE", "An option of a strategy, the metric or the data, e.g. kif-lora.fuse=threshold; may be repeated.",
            (s, v) => s with { Set = [.. s.Set, .. v] });
    }

    public void AddTo(Command command) => all.ForEach(command.Options.Add);

    /// <summary>Reads the settings of a comparison and its arguments.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">An experiment file, whose settings the command line overrides; null for none.</param>
    public (CompareSettings Settings, RunArguments Arguments) Read(ParseResult parsed, string? file = null)
    {
        bool own = all.Take(2).Any(o => parsed.GetResult(o) is { Implicit: false });
        (CompareSettings from, IReadOnlyList<StrategySpec> options) = file is not null
            ? ExperimentFile.Read(file) : (own ? new() : CompareSettings.ForEmbedded(), []);
        return (apply.Aggregate(from, (settings, set) => set(parsed, settings)), new()
        {
            StrategyOptions = options, Cells = Cells(parsed.GetValue(cells) ?? ""), Worker = WorkerProgram.OwnCommand(parsed),
            Command = "kif " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1)), Verbose = parsed.GetValue<bool>(Guard.Verbose),
        });
    }

    /// <summary>Adds the options of LoRA's modules and of settings that differ between modules.</summary>
    private void Lora()
    {
        Text("--targets", "Q,V", "Modules that get LoRA, by name, or all-linear. Default: the family's (q,v).",
            (s, v) => s with { Lora = v == LoraSettings.AllLinear ? s.Lora with { Targets = [], TargetPattern = v } : s.Lora with { Targets = Names(v) } });
        Text("--target-pattern", "REGEX", "Modules that get LoRA, by a pattern (Python's re) of the whole name.",
            (s, v) => s with { Lora = s.Lora with { Targets = [], TargetPattern = v } });
        Text("--exclude", "O,WI", "Modules that get no LoRA, by name.", (s, v) => s with { Lora = s.Lora with { Exclude = Names(v) } });
        Text("--exclude-pattern", "REGEX", "Modules that get no LoRA, by a pattern of the whole name.",
            (s, v) => s with { Lora = s.Lora with { ExcludePattern = v } });
        Text("--layers", "0,1", "Layers whose --targets get LoRA. Default: all.",
            (s, v) => s with { Lora = s.Lora with { Layers = [.. Names(v).Select(n => NumberArguments.Whole("--layers", n))] } });
        Text("--layers-pattern", "H", "The part of a name before the layer's number.", (s, v) => s with { Lora = s.Lora with { LayersPattern = Names(v) } });
        Many("--rank-pattern", "REGEX=N", "Rank of modules whose name ends this way; may be repeated, the first match counts.",
            (s, v) => s with { Lora = s.Lora with { RankPattern = NumberArguments.Ranks(v) } });
        Many("--alpha-pattern", "REGEX=X", "Alpha of modules whose name ends this way; may be repeated.",
            (s, v) => s with { Lora = s.Lora with { AlphaPattern = NumberArguments.Alphas(v) } });
        Flag("--rslora", "Scaling alpha/√rank (rank-stabilized LoRA).", s => s with { Lora = s.Lora with { RankStabilized = true } });
    }

    private void Flag(string name, string line, Func<CompareSettings, CompareSettings> set)
    {
        var option = new Option<bool>(name) { Description = line };
        Add(option, (r, s) => r.GetValue(option) ? set(s) : s);
    }

    private static ComponentChoice Use(ComponentChoice choice, string name)
    {
        ComponentChoice other = new ComponentChoice().Take(choice);
        other.Use = name;
        return other;
    }

    private static CompareSettings Evaluate(CompareSettings settings, string option, string value)
    {
        EvaluationOptions evaluation = settings.Evaluation with { };
        OptionPath.Set(evaluation, "compare.evaluation", option, value);
        return settings with { Evaluation = evaluation };
    }

    private static CompareSettings Train(CompareSettings settings, string option, string value)
    {
        TrainingOptions training = settings.Training with { };
        OptionPath.Set(training, "compare.training", option, value);
        return settings with { Training = training };
    }

    private static CompareSettings Orders(CompareSettings settings, string[] said) => settings with
        { Order = said is [var only] ? Items(only) : [], Orders = said.Length > 1 ? [.. said.Select(Items)] : [] };

    /// <summary>Reads places of runs in a grid.</summary>
    /// <exception cref="CompositionException">One is not an integer.</exception>
    public static int[] Cells(string list) => [.. Names(list).Select(n => NumberArguments.Whole("--cell", n))];

    private static string[] Names(string list) => string.IsNullOrWhiteSpace(list) ? [] : Items(list);

    /// <summary>Splits a list; an empty item stays, for whoever reads it to refuse.</summary>
    private static string[] Items(string list) => list.Split(',', StringSplitOptions.TrimEntries);

    private void Text(string name, string help, string description, Func<CompareSettings, string, CompareSettings> set)
    {
        var option = new Option<string?>(name) { HelpName = help, Description = description };
        Add(option, (r, s) => r.GetValue(option) is { } v ? set(s, v) : s);
    }

    private void Number(string name, string description, Func<CompareSettings, int, CompareSettings> set)
    {
        var option = new Option<int?>(name) { HelpName = "N", Description = description };
        Add(option, (r, s) => r.GetValue(option) is { } v ? set(s, v) : s);
    }

    private void Real(string name, string description, Func<CompareSettings, double, CompareSettings> set)
    {
        var option = new Option<double?>(name) { HelpName = "X", Description = description, CustomParser = a => RealNumber.Parse(a) };
        Add(option, (r, s) => r.GetValue(option) is { } v ? set(s, v) : s);
    }

    private void Many(string name, string help, string description, Func<CompareSettings, string[], CompareSettings> set)
    {
        var option = new Option<string[]>(name) { HelpName = help, Description = description };
        Add(option, (r, s) => r.GetValue(option) is { Length: > 0 } v ? set(s, v) : s);
    }

    private void Add(Option option, Func<ParseResult, CompareSettings, CompareSettings> set)
    {
        all.Add(option);
        apply.Add(set);
    }
}

/// <summary>Numbers as arguments, alone or by module pattern as <c>REGEX=VALUE</c>; the pattern may contain further equal signs.</summary>
internal static class NumberArguments
{
    /// <summary>Reads ranks by pattern.</summary>
    /// <exception cref="CompositionException">An argument has no value, or one that is not an integer.</exception>
    public static IReadOnlyList<KeyValuePair<string, int>> Ranks(string[] given) => [.. given.Select(g => Pair("--rank-pattern", g, Whole))];

    /// <summary>Reads alphas by pattern.</summary>
    /// <exception cref="CompositionException">An argument has no value, or one that is not a number.</exception>
    public static IReadOnlyList<KeyValuePair<string, double>> Alphas(string[] given) => [.. given.Select(g => Pair("--alpha-pattern", g, Real))];

    /// <summary>Reads columns by what they are.</summary>
    /// <exception cref="CompositionException">An item has no name, or is there twice.</exception>
    public static IReadOnlyDictionary<string, string> Columns(string given)
    {
        var columns = new Dictionary<string, string>();
        foreach (string item in given.Split(',', StringSplitOptions.TrimEntries))
            if (item.Split('=', 2) is not [var key, { Length: > 0 } column] || !columns.TryAdd(key, column))
                throw new CompositionException($"--columns has '{item}'; write input=COLUMN,output=COLUMN, each once");
        return columns;
    }

    /// <summary>Reads the interval of checkpoints: steps, or minutes with <c>min</c>.</summary>
    /// <exception cref="CompositionException">The text is neither.</exception>
    public static CompareSettings Checkpoints(CompareSettings settings, string text) => text.EndsWith("min", StringComparison.OrdinalIgnoreCase)
        ? settings with { CheckpointSteps = null, CheckpointMinutes = Real("--checkpoint-every", text[..^3]) }
        : settings with { CheckpointSteps = Whole("--checkpoint-every", text) };

    /// <summary>Reads an integer.</summary>
    /// <exception cref="CompositionException">The text is not such a number.</exception>
    public static int Whole(string option, string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new CompositionException($"{option} has '{text}', which is no whole number");

    /// <summary>Reads a 64-bit integer.</summary>
    /// <exception cref="CompositionException">The text is not such a number.</exception>
    public static long Long(string option, string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new CompositionException($"{option} has '{text}', which is no whole number");

    /// <summary>Reads a floating-point number.</summary>
    /// <exception cref="CompositionException">The text is not such a number.</exception>
    public static double Real(string option, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        ? number
        : throw new CompositionException($"{option} has '{text}', which is no number");

    private static KeyValuePair<string, T> Pair<T>(string option, string given, Func<string, string, T> value)
    {
        int equal = given.LastIndexOf('=');
        return equal > 0
            ? new(given[..equal], value(option, given[(equal + 1)..]))
            : throw new CompositionException($"{option} is '{given}'; write PATTERN=VALUE, e.g. .*SelfAttention.q=4");
    }
}

/// <summary>Numbers with a decimal point. A comma is refused: .NET's parser takes it for a thousands separator and reads 0,003 as 3.</summary>
internal static class RealNumber
{
    /// <summary>Parses an option's single argument.</summary>
    public static double Parse(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return number;
        argument.AddError($"'{text}' is no number");
        return double.NaN;
    }
}

/// <summary>The options <c>--quiet</c> and <c>--json</c> of comparing commands, and the view that they choose.</summary>
internal sealed class ViewOptions
{
    private readonly Option<bool> quiet = new("--quiet") { Description = "Prints only the result." };
    private readonly Option<bool> json;

    /// <summary>Creates the options.</summary>
    /// <param name="description">Description of <c>--json</c>.</param>
    public ViewOptions(string description = "Lines of JSON: events and progress while running, the result as the last line.") =>
        json = new("--json") { Description = description };

    public void AddTo(Command command)
    {
        command.Options.Add(quiet);
        command.Options.Add(json);
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Creates the view that the options name; by default a live display in a terminal and plain lines elsewhere.</summary>
    public IComparisonView View(ParseResult parsed)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (parsed.GetValue(json)) return new JsonView(Console.Out, parsed.GetValue(quiet));
        if (parsed.GetValue(quiet)) return new QuietView(console);
        bool terminal = console.Profile.Capabilities is { Interactive: true, Ansi: true } && !Console.IsOutputRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
        return terminal ? new LiveView(console) : new LineView(console, Console.Out);
    }
}
