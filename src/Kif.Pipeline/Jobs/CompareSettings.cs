using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kif.Models.Lora;
using Kif.Models.Prompts;
using Kif.Pipeline.Evaluation;
using Kif.Pipeline.Options;
using Kif.Pipeline.Training;
using Kif.Pipeline.Tuning;

namespace Kif.Pipeline.Jobs;

/// <summary>Everything that <c>kif compare</c> can be told.</summary>
public sealed class CompareSettings
{
    /// <summary>The name that stands for the model and the stream that come with Kif.</summary>
    public const string Embedded = "embedded";

    /// <summary>Training and test examples per task of the embedded stream when nothing else is said.</summary>
    public const int EmbeddedTrain = 640, EmbeddedTest = 100;

    /// <summary>Settings under which the embedded model learns the embedded tasks one by one; every strategy gets the same.</summary>
    public static CompareSettings ForEmbedded() => new()
    {
        Lora = new() { Rank = 8, Alpha = 16, Dropout = 0, Targets = ["q", "k", "v", "o", "wi", "wo"] },
        Training = new() { LearningRate = 3e-3, Epochs = 3, BatchSize = 16 },
        Threads = 1,
        Evaluation = new() { MaxNewTokens = 4, BatchSize = 100 },
    };

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="CompositionException">The message has each option's path, the value seen and what is allowed.</exception>
    public void Validate()
    {
        OptionsCheck.Validate(this, "compare");
        Lora.Validate();
        if (Adapter is not null && Lora != new LoraSettings())
            throw new CompositionException("compare.adapter brings LoRA settings of its own: leave compare.lora (rank, alpha, dropout, targets, …) as it is");
        if (TuneLearningRate.Count is not (0 or 2) || TuneLearningRate is [var low, var high] && !(low > 0 && low < high))
            throw new CompositionException($"compare.tunelearningrate is {string.Join(',', TuneLearningRate)}; a lowest and a highest rate above 0 are needed");
        if (Order.Count > 0 && Orders.Count > 0) throw new CompositionException("compare.order and compare.orders exclude each other: name every order in compare.orders");
    }

    /// <summary>A Hugging Face folder, or <see cref="Embedded"/>. Default: embedded.</summary>
    public string Model { get; set; } = Embedded;

    /// <summary>A folder or file of tasks, or <see cref="Embedded"/>. Default: embedded.</summary>
    public string Data { get; set; } = Embedded;

    /// <summary>The format of <see cref="Data"/> by name, with its options. Default: an empty name, for the first format registered that recognises it.</summary>
    public ComponentChoice DataFormat { get; set; } = new();

    /// <summary>Names of the tasks in the order in which they are learnt; empty for all, in the folder's order. The only order, or the first.</summary>
    public IReadOnlyList<string> Order { get; set; } = [];

    /// <summary>Several orders, in place of <see cref="Order"/>; every strategy runs each of them. Default: empty.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Orders { get; set; } = [];

    /// <summary>Number of orders; where fewer are given, the others are drawn at random, always the same ones, each another. Default: 1.</summary>
    [Range(1, 1000)]
    public int OrderCount { get; set; } = 1;

    /// <summary>Names of tasks that are scored after every task and never trained. Default: none.</summary>
    public IReadOnlyList<string> Unseen { get; set; } = [];

    /// <summary>
    /// Names of the strategies; <c>name=strategy</c> gives one a name of its own in results, so that it can be there twice with other options. Default: sequential, replay,
    /// KIF-LoRA and joint.
    /// </summary>
    [MinLength(1)]
    public IReadOnlyList<string> Strategies { get; set; } = ["seq-lora", "replay", "kif-lora", "joint"];

    /// <summary>What answers are scored with, by name. Default: <c>exact-match</c>.</summary>
    public ComponentChoice Metric { get; set; } = ComponentChoice.Of("exact-match");

    /// <summary>
    /// Options of strategies as <c>path=value</c>, e.g. <c>kif-lora.fuse.temperature=0.5</c>, of the metric, e.g. <c>metric.stem=false</c>,
    /// and of the task format, e.g. <c>data.badrows=leave-out</c>.
    /// </summary>
    public IReadOnlyList<string> Set { get; set; } = [];

    /// <summary>What files say about <see cref="Strategies"/>; <see cref="Set"/> counts over it. Default: nothing.</summary>
    [JsonIgnore]
    public IReadOnlyList<CompositionRequest> Given { get; set; } = [];

    /// <summary>Most training examples per task, a random subset; null for all.</summary>
    [Range(1, int.MaxValue)]
    public int? TrainLimit { get; set; }

    /// <summary>Most test examples per task, a random subset; null for all.</summary>
    [Range(1, int.MaxValue)]
    public int? TestLimit { get; set; }

    /// <summary>One run of every strategy per seed. Default: 1.</summary>
    [MinLength(1)]
    public IReadOnlyList<long> Seeds { get; set; } = [1];

    /// <summary>The strategy that the others are compared with. Default: null, for <c>seq-lora</c> where it is there, or else the first.</summary>
    public string? Baseline { get; set; }

    /// <summary>
    /// Trials per strategy of a search before the comparison, the same number for each: on the first tasks, on a held-out part of their training examples, over what each strategy says
    /// may be searched; 0 for none. What is set in some way is not searched. Default: 0.
    /// </summary>
    [Range(0, 10_000)]
    public int Tune { get; set; }

    /// <summary>Tasks that a trial learns: the first ones of the first order. Default: 2.</summary>
    [Range(1, 10_000)]
    public int TuneTasks { get; set; } = 2;

    /// <summary>How trials are chosen. Default: at random.</summary>
    public TuningMethod TuneBy { get; set; }

    /// <summary>The lowest and the highest learning rate that trials try, in factors; empty where all trials have the comparison's. Default: empty.</summary>
    public IReadOnlyList<double> TuneLearningRate { get; set; } = [];

    /// <summary>Peak learning rates of single strategies by their names in results, where they are others than <see cref="Training"/>'s: what a search found. Default: none.</summary>
    public IReadOnlyDictionary<string, double> OwnLearningRates { get; set; } = new Dictionary<string, double>();

    /// <summary>Folder for everything needed to redo and to plot the run; runs that are done in it are not done again. Null writes nothing.</summary>
    public string? Out { get; set; }

    /// <summary>Runs at a time, each in a process of its own; 1 does them in this one. The outcome is the same, bit for bit. Default: 1.</summary>
    [Range(1, 1024)]
    public int Parallel { get; set; } = 1;

    /// <summary>Places of runs in the grid, from 0, in the order of <see cref="CompareJob.Grid"/>; the others are left out. Default: empty, for all.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Cells { get; set; } = [];

    /// <summary>The program that does single runs where <see cref="Parallel"/> is above 1. Default: null; the tool gives itself.</summary>
    [JsonIgnore]
    public WorkerCommand? Worker { get; set; }

    /// <summary>Where and in which precision the model computes.</summary>
    public ComputeSettings Compute { get; set; } = new();

    /// <summary>Threads that libtorch computes with; null leaves its own choice. More than one slows a very small model down. Default: null.</summary>
    [Range(1, 1024)]
    public int? Threads { get; set; }

    /// <summary>A PEFT folder whose adapter every strategy goes on from, with the settings that it was trained with; null for fresh adapters. Default: null.</summary>
    public string? Adapter { get; set; }

    /// <summary>The adapter.</summary>
    public LoraSettings Lora { get; set; } = new();

    /// <summary>Length limits in tokens.</summary>
    public EncodingLimits Limits { get; set; } = new();

    /// <summary>How every strategy trains.</summary>
    public TrainingOptions Training { get; set; } = new();

    /// <summary>How test sets are answered.</summary>
    public EvaluationOptions Evaluation { get; set; } = new();
}
