using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif;

/// <summary>The complete record of a search: for every strategy its trials, their scores and the best one.</summary>
/// <param name="Options">The budget.</param>
/// <param name="Tasks">The tasks that were learned, in order.</param>
/// <param name="Trained">Training examples per task.</param>
/// <param name="HeldOut">Held-out examples per task, drawn from the training examples; test sets were not used.</param>
/// <param name="Strategies">The strategies, in the order in which they were named.</param>
internal sealed record TuningResult(
    TuningOptions Options, IReadOnlyList<string> Tasks, IReadOnlyList<int> Trained, IReadOnlyList<int> HeldOut, IReadOnlyList<StrategyTuning> Strategies)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes the record of the search as JSON, camel case.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        budget = new
        {
            Options.Trials, Options.Method, Options.Seed, Options.HeldOut,
            learningRate = Options.LearningRate is { } rate ? new { rate.Low, rate.High, rate.Values, rate.Logarithmic } : null,
        },
        Tasks, Trained, HeldOut, strategies = Strategies.Select(s => new { s.Strategy, s.Note, s.Trials, s.Best }),
    }, Json);
}

/// <summary>The search for one strategy.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="Note">The reason for fewer trials than the budget; null if it had all.</param>
/// <param name="Trials">All of them, in order.</param>
/// <param name="Best">Number of the best trial: the earlier of equal ones; the defaults if all failed.</param>
internal sealed record StrategyTuning(string Strategy, string? Note, IReadOnlyList<TuningTrial> Trials, int Best)
{
    /// <summary>The strategy as requested, with the options of the best trial, whose origin is the search.</summary>
    public required StrategySpec Spec { get; init; }

    /// <summary>Its training options, if the best trial has its own learning rate; null for the comparison's.</summary>
    public TrainingOptions? Training { get; init; }
}

/// <summary>A finished trial of a search.</summary>
/// <param name="Number">1-based; the first has the defaults.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Score">AP on the held-out examples in percent; NaN if it failed.</param>
/// <param name="Seconds">Wall time of its training in seconds.</param>
/// <param name="Failure">The error message; null if it did not fail.</param>
internal sealed record TuningTrial(int Number, TuningTrialSettings Settings, double Score, double Seconds, string? Failure = null);

/// <summary>The budget of a search, the same for every strategy.</summary>
internal sealed class TuningOptions
{
    /// <summary>Trials per strategy; the first has the defaults. Default: 8.</summary>
    [Range(1, 10_000)]
    public int Trials { get; init; } = 8;

    /// <summary>The method that chooses settings. Default: at random.</summary>
    public TuningMethod Method { get; init; }

    /// <summary>The seed of the settings, of the held-out examples and of each trial's run. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Tasks that a trial learns: the first ones of the stream, or all where there are fewer. Default: 2.</summary>
    [Range(1, 10_000)]
    public int Tasks { get; init; } = 2;

    /// <summary>Share of these tasks' training examples that are not trained but scored, at least one. Default: 0.2.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double HeldOut { get; init; } = 0.2;

    /// <summary>
    /// The range of learning rates to search together with the options, also for strategies without options; null for the comparison's. Default: null.
    /// </summary>
    public SearchRangeAttribute? LearningRate { get; init; }
}

/// <summary>The method that chooses the settings of a search.</summary>
internal enum TuningMethod
{
    /// <summary>Drawn at random from the ranges, each option by a random stream of its own. The default.</summary>
    Random,

    /// <summary>The points of a grid: the finest that has no more points than there are trials left after the defaults.</summary>
    Grid,
}

/// <summary>The names of the methods in settings.</summary>
internal static class TuningMethods
{
    /// <summary>Returns the method of a name, whose case does not matter.</summary>
    /// <exception cref="CompositionException">There is no such method.</exception>
    public static TuningMethod Parse(string path, string name) => name.ToLowerInvariant() switch
    {
        "random" => TuningMethod.Random,
        "grid" => TuningMethod.Grid,
        _ => throw new CompositionException($"{path} is '{name}'; allowed: random, grid"),
    };
}
