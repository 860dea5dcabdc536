using Kif.Models;

namespace Kif;

/// <summary>The options of a <see cref="LearningService"/>, checked when the host starts.</summary>
public sealed class LearningOptions
{
    /// <summary>A Hugging Face folder, a hub's name of a model in the cache, or <c>embedded</c>. Default: <c>embedded</c>.</summary>
    public string Model { get; set; } = CompareSettings.Embedded;

    /// <summary>The strategy by name; strategies add up (<c>kif-lora+replay</c>). Default: <c>kif-lora</c>.</summary>
    public string Strategy { get; set; } = "kif-lora";

    /// <summary>
    /// The folder of everything that must outlast the process: the saved learner, the queue, the rows that the gate judges by, what was set aside. Another
    /// model, strategy or seed needs another folder. Default: <c>assistant</c>.
    /// </summary>
    public string Folder { get; set; } = "assistant";

    /// <summary>The seed of the learner. Default: 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>The most tokens of an answer; null for 4 with the embedded model and 16 with others. Default: null.</summary>
    public int? MaxNewTokens { get; set; }

    /// <summary>Learning rate, epochs, batch size, …; null for those of <c>kif compare</c> for the model. Default: null.</summary>
    public TrainingOptions? Training { get; set; }

    /// <summary>The adapter that is trained; null for that of <c>kif compare</c> for the model. Default: null.</summary>
    public LoraSettings? Lora { get; set; }

    /// <summary>The most tasks that wait or are learned; more are refused. Default: 100.</summary>
    public int QueueLimit { get; set; } = 100;

    /// <summary>The most requests for answers that wait for their turn; more are refused. Default: 64.</summary>
    public int AnswerLimit { get; set; } = 64;

    /// <summary>Optimizer steps between two checkpoints of a task; null for <see cref="CheckpointMinutes"/>. Default: null.</summary>
    public int? CheckpointSteps { get; set; }

    /// <summary>
    /// Minutes between two checkpoints of a task, at least: they keep below 1 % of the time. 0 for none but the one at a stop of the host. Default: 5.
    /// </summary>
    public double CheckpointMinutes { get; set; } = 5;

    /// <summary>How often a task that fails is learned before it is set aside. Default: 3.</summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>
    /// How often the process may end while a task is learned, without a checkpoint in between, before the task is set aside: it may be what ends it. A stop of
    /// the host does not count. Default: 10.
    /// </summary>
    public int MaxCrashes { get; set; } = 10;

    /// <summary>The wait after a failure, times the number of failures in a row, at most a minute. Default: 1 second.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The share of a task's rows that are held out of training, where it brings no test rows of its own; 0 for none. Default: 0.2.</summary>
    public double HoldOut { get; set; } = 0.2;

    /// <summary>The most earlier tasks, the newest ones, whose held-out rows the gate sees. Default: 20.</summary>
    public int JudgedTasks { get; set; } = 20;

    /// <summary>The points that a task may lose, and a new one must gain, for the built-in gate; see <see cref="ShipGate"/>. Default: 10 and 0.</summary>
    public GateTolerance Tolerance { get; set; } = new(Forget: 10, Gain: 0);

    /// <summary>The metric of the built-in gate, by name. Default: <c>exact-match</c>.</summary>
    public string Metric { get; set; } = "exact-match";

    /// <summary>
    /// Whether a learner that the gate refused is kept, as a saved learner in <c>refused/</c> of the folder, to be looked at. Learning goes on from the last
    /// one that answers, in any case. Default: no.
    /// </summary>
    public bool KeepRefused { get; set; }

    /// <summary>
    /// The most tasks that stay in <c>aside/</c> and the most learners in <c>refused/</c> of the folder; the oldest ones go. Default: 1,000.
    /// </summary>
    public int AsideLimit { get; set; } = 1000;

    /// <summary>How long a task may go without a step before the health checks say so. Default: 15 minutes.</summary>
    public TimeSpan StallAfter { get; set; } = TimeSpan.FromMinutes(15);
}
