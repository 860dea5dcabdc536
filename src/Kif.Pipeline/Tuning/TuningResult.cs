using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif.Pipeline.Tuning;

/// <summary>The complete record of a search: for every strategy its trials, their scores and the best one.</summary>
/// <param name="Options">The budget.</param>
/// <param name="Tasks">The tasks that were learned, in order.</param>
/// <param name="Trained">Training examples per task.</param>
/// <param name="HeldOut">Held-out examples per task, drawn from the training examples; test sets were not used.</param>
/// <param name="Strategies">The strategies, in the order in which they were named.</param>
public sealed record TuningResult(
    TuningOptions Options, IReadOnlyList<string> Tasks, IReadOnlyList<int> Trained, IReadOnlyList<int> HeldOut, IReadOnlyList<StrategyTuning> Strategies)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
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
