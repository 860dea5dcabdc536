using System.ComponentModel.DataAnnotations;
using Kif.Models;

namespace Kif;

/// <summary>The settings of <c>kif compare</c>.</summary>
public sealed record CompareSettings
{
    /// <summary>The name of the model and of the task stream that come with Kif.</summary>
    public const string Embedded = "embedded";

    /// <summary>Default numbers of training and test examples per task of the embedded stream.</summary>
    public const int EmbeddedTrain = 640, EmbeddedTest = 100;

    /// <summary>Creates settings with which the embedded model learns each embedded task; every strategy gets the same ones.</summary>
    public static CompareSettings ForEmbedded() => new()
    {
        Lora = new() { Rank = 8, Alpha = 16, Dropout = 0, Targets = ["q", "k", "v", "o", "wi", "wo"] },
        Training = new() { LearningRate = 3e-3, Epochs = 3, BatchSize = 8 },
        Threads = 1,
        Evaluation = new() { MaxNewTokens = 4, BatchSize = 100 },
    };

    /// <summary>Checks that all settings are in range.</summary>
    /// <exception cref="CompositionException">The message has each option's path, the value seen and what is allowed.</exception>
    public void Validate()
    {
        OptionsValidation.Validate(this, "compare");
        Lora.Validate();
        if (Adapter is not null && Lora != new LoraSettings())
            throw new CompositionException("compare.adapter brings LoRA settings of its own: leave compare.lora (rank, alpha, dropout, targets, …) as it is");
        RowColumns.Of(Columns, Prompt, "compare.columns");
        foreach ((string task, IReadOnlyDictionary<string, string> own) in TaskColumns) RowColumns.Of(own, null, $"compare.taskcolumns.{task}");
        TuningMethods.Parse("compare.tuneby", TuneBy);
        if (TuneLearningRate.Count is not (0 or 2) || TuneLearningRate is [var low, var high] && !(low > 0 && low < high))
            throw new CompositionException($"compare.tunelearningrate is {string.Join(',', TuneLearningRate)}; a lowest and a highest rate above 0 are needed");
        if (Seeds.GroupBy(s => s).FirstOrDefault(g => g.Count() > 1) is { } seed)
            throw new CompositionException($"compare.seeds names {seed.Key} twice ({string.Join(',', Seeds)}); each seed is one run");
        foreach ((string path, IReadOnlyList<string> names) in Orders.Select(o => ("orders", o)).Prepend(("order", Order)).Append(("unseen", Unseen)))
            if (names.Any(string.IsNullOrWhiteSpace))
                throw new CompositionException($"compare.{path} is '{string.Join(',', names)}', which has an empty name; allowed: names of tasks");
        if (Order.Count > 0 && Orders.Count > 0)
            throw new CompositionException("compare.order and compare.orders exclude each other: name every order in compare.orders");
    }

    /// <summary>
    /// A Hugging Face folder; where there is none of that name, a model of a hub that is in its cache, as <c>owner/name</c> or <c>owner/name@revision</c>; or
    /// <see cref="Embedded"/>. Default: embedded.
    /// </summary>
    public string Model { get; init; } = Embedded;

    /// <summary>
    /// A folder or file of tasks; where there is none of that name, a data set of a hub that is in its cache; or <see cref="Embedded"/>; or <c>long-N</c> for
    /// N small generated tasks, 2 to 360. Default: embedded.
    /// </summary>
    public string Data { get; init; } = Embedded;

    /// <summary>Whether tasks are generated and need no files.</summary>
    internal bool GeneratesTasks => Data == Embedded || LongStream.CountOf(Data) is not null;

    /// <summary>
    /// The format of <see cref="Data"/> by name, with its options. Default: an empty name, for the first registered format that recognizes it,
    /// <c>folder</c> last.
    /// </summary>
    public ComponentChoice DataFormat { get; init; } = new();

    /// <summary>
    /// The columns of the rows of <see cref="Data"/> by what they are: <c>input</c>, <c>output</c>, <c>id</c>, <c>choices</c>; <c>a.b</c> is the field b of a
    /// column a of objects. Default: empty, for the layout that the names of the columns say.
    /// </summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The prompt of every row, with columns in braces and \n for a line end, e.g. <c>{instruction}\n{text}</c>, instead of an input column. Default: null.
    /// </summary>
    public string? Prompt { get; init; }

    /// <summary>
    /// Columns of single tasks by name, instead of <see cref="Columns"/> and <see cref="Prompt"/>; the key <c>prompt</c> is such a prompt. Default: empty.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> TaskColumns { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Names of the tasks in the order in which they are learned; empty for all, in the folder's order. The only order, or the first.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>Several orders, instead of <see cref="Order"/>; every strategy runs each of them. Default: empty.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Orders { get; init; } = [];

    /// <summary>Number of orders; if fewer are given, the others are drawn at random, all different, and always the same ones. Default: 1.</summary>
    [Range(1, 1000)]
    public int OrderCount { get; init; } = 1;

    /// <summary>Names of tasks that are scored after every task and never trained. Default: none.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];

    /// <summary>
    /// Names of the strategies; <c>name=strategy</c> gives one a name of its own in results, so that it can be compared twice with different options. Default:
    /// sequential, replay, KIF-LoRA and joint.
    /// </summary>
    [MinLength(1, ErrorMessage = "allowed: one strategy or more")]
    public IReadOnlyList<string> Strategies { get; init; } = ["seq-lora", "replay", "kif-lora", "joint"];

    /// <summary>The metric of answers, by name. Default: <c>exact-match</c>.</summary>
    public ComponentChoice Metric { get; init; } = ComponentChoice.Of("exact-match");

    /// <summary>
    /// Options of strategies as <c>path=value</c>, e.g. <c>kif-lora.fuse.temperature=0.5</c>, of the metric, e.g. <c>metric.stem=false</c>, and of the task
    /// format, e.g. <c>data.skipbadrows=true</c>.
    /// </summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>Most training examples per task, a random subset; null for all.</summary>
    [Range(1, int.MaxValue)]
    public int? TrainLimit { get; init; }

    /// <summary>Most test examples per task, a random subset; null for all.</summary>
    [Range(1, int.MaxValue)]
    public int? TestLimit { get; init; }

    /// <summary>The seeds; every strategy runs once per seed and order. Default: 1.</summary>
    [MinLength(1, ErrorMessage = "allowed: one seed or more")]
    public IReadOnlyList<long> Seeds { get; init; } = [1];

    /// <summary>The strategy that the others are compared with. Default: null, for <c>seq-lora</c> if it is compared, or else the first.</summary>
    public string? Baseline { get; init; }

    /// <summary>
    /// Trials per strategy of a search before the comparison, the same number for each: on the first tasks, scored on a held-out part of their training
    /// examples, over the search ranges that each strategy declares; 0 for none. Options that are set are not searched. Default: 0.
    /// </summary>
    [Range(0, 10_000)]
    public int Tune { get; init; }

    /// <summary>Tasks that a trial learns: the first ones of the first order. Default: 2.</summary>
    [Range(1, 10_000)]
    public int TuneTasks { get; init; } = 2;

    /// <summary>The method that chooses trials: <c>random</c> or <c>grid</c>. Default: random.</summary>
    public string TuneBy { get; init; } = "random";

    /// <summary>
    /// The lowest and the highest learning rate of trials, on a logarithmic scale; empty for the comparison's rate in all trials. Default: empty.
    /// </summary>
    public IReadOnlyList<double> TuneLearningRate { get; init; } = [];

    /// <summary>
    /// Peak learning rates of single strategies by their names in results, where they differ from <see cref="Training"/>'s, e.g. as found by a search. Default:
    /// none.
    /// </summary>
    public IReadOnlyDictionary<string, double> OwnLearningRates { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// The folder of everything needed to repeat and to plot the comparison; runs that are done in it are not repeated. Null: nothing is written.
    /// </summary>
    public string? Out { get; init; }

    /// <summary>
    /// Optimizer steps between two checkpoints of a run with an output folder; 0 for none while it trains. Default: null, for
    /// <see cref="CheckpointMinutes"/>.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int? CheckpointSteps { get; init; }

    /// <summary>
    /// Minutes between two checkpoints of a run with an output folder, from which it resumes bit for bit after it was killed; longer where writing one takes
    /// more than 1 % of that time; 0 for none while it trains. Default: 5.
    /// </summary>
    [Range(0, 100_000)]
    public double CheckpointMinutes { get; init; } = 5;

    /// <summary>
    /// Number of concurrent runs, in as many processes; 1 does them in this process, one after another. The outcome is the same, bit for bit. Default: null,
    /// for as many as there are processors and runs to do, but at most 8, where the tool compares the embedded model and each run computes with one thread
    /// of the CPU; 1 elsewhere.
    /// </summary>
    [Range(1, 1024)]
    public int? Parallel { get; init; }

    /// <summary>The device and precision of the model.</summary>
    public ComputeSettings Compute { get; init; } = new();

    /// <summary>Number of libtorch's threads; null for libtorch's own choice. More than one slows down a very small model. Default: null.</summary>
    [Range(1, 1024)]
    public int? Threads { get; init; }

    /// <summary>
    /// A PEFT folder, or a hub's name of one in its cache, whose adapter every strategy continues to train, with the adapter's own settings; null for new
    /// adapters. Default: null.
    /// </summary>
    public string? Adapter { get; init; }

    /// <summary>The settings of the adapter.</summary>
    public LoraSettings Lora { get; init; } = new();

    /// <summary>
    /// Whether plain examples are asked as a user's turn of a conversation, in the form of the model's chat template. Conversations are asked so in any case.
    /// Default: false.
    /// </summary>
    public bool Chat { get; init; }

    /// <summary>Length limits in tokens.</summary>
    public EncodingLimits Limits { get; init; } = new();

    /// <summary>The training options of every strategy.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The evaluation options of the test sets.</summary>
    public EvaluationOptions Evaluation { get; init; } = new();
}

/// <summary>The arguments of a comparison besides its settings: what a file or a search says of its strategies, and how its runs are executed.</summary>
internal sealed record RunArguments
{
    /// <summary>
    /// Options of strategies from files or a search, by the strategies' names in results; <see cref="CompareSettings.Set"/> takes precedence. Default: none.
    /// </summary>
    public IReadOnlyList<StrategySpec> StrategyOptions { get; init; } = [];

    /// <summary>The 0-based indices of the runs to execute, in the order of the grid; empty for all. Default: empty.</summary>
    public IReadOnlyList<int> Cells { get; init; } = [];

    /// <summary>The program that does single runs if several are done at a time; null if there is none. Default: null.</summary>
    public WorkerCommand? Worker { get; init; }

    /// <summary>The command line, for the run's files. Default: empty.</summary>
    public string Command { get; init; } = "";

    /// <summary>Whether the output folder was made for this command, which did not name one. Default: false.</summary>
    public bool OwnFolder { get; init; }

    /// <summary>Whether the traces of runs that fail are printed. Default: false; their <c>failure.json</c> has them.</summary>
    public bool Verbose { get; init; }

    /// <summary>Logs and measures the runs; null for none. Default: null.</summary>
    public RunTelemetry? Telemetry { get; init; }

    /// <summary>Measures training. Default: the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>A program that does single runs of a comparison: <c>kif</c>, or one that passes its arguments on to <c>KifCommandLine</c>.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Before">Arguments before <c>compare</c>.</param>
/// <param name="After">Arguments after those that name the run, e.g. plug-ins.</param>
internal sealed record WorkerCommand(string FileName, IReadOnlyList<string> Before, IReadOnlyList<string> After)
{
    /// <summary>
    /// Whether it is known to do the runs that it is told. A program that does not pass its arguments on would start itself without end, and therefore does
    /// several runs at a time only where a user asks for them. Default: false.
    /// </summary>
    public bool IsTool { get; init; }
}
