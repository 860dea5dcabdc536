using Kif.Models;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif;

/// <summary>The job of <c>kif study</c>: three small experiments on KIF's claims, with all registered parts.</summary>
internal static class StudyJob
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Runs all three experiments and writes the files; equal settings give equal results.</summary>
    /// <param name="catalog">The catalog of decomposers, estimators and fusers.</param>
    /// <param name="settings">Size, seeds and folder.</param>
    /// <param name="progress">Receives a line before each experiment; null for none.</param>
    /// <param name="cancellation">Stops at the next step.</param>
    /// <exception cref="CompositionException">A setting is out of range.</exception>
    public static StudyResult Run(KifCatalog catalog, StudySettings settings, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        OptionsValidation.Validate(settings, "study");
        if (settings.Seeds.Distinct().Count() < settings.Seeds.Count)
            throw new CompositionException($"study.seeds is {string.Join(',', settings.Seeds)}: each seed is one run and is named once");
        torch.set_num_threads(1);
        StudyComponents parts = new StudyComponents(catalog);
        T Tell<T>(string line, Func<StudyComponents, StudySettings, CancellationToken, T> study)
        {
            progress?.Invoke(line);
            return study(parts, settings, cancellation);
        }
        var result = new StudyResult(settings.Size, settings.Seeds,
            Tell("does decomposing an adapter change it?", PreservationStudy.Run),
            Tell("does identification find what matters?", IdentificationStudy.Run),
            Tell("does fusion keep both tasks?", FusionStudy.Run));
        if (settings.Out is { } folder) Write(folder, result);
        return result;
    }

    /// <summary>Serializes a result to JSON.</summary>
    public static string ToJson(object result) => JsonSerializer.Serialize(result, Json);

    private static void Write(string folder, StudyResult result)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, "study.json"), ToJson(result));
        AtomicFile.Write(Path.Combine(folder, "study.md"), StudyReport.Markdown(result));
    }
}

/// <summary>The settings of <c>kif study</c>.</summary>
internal sealed class StudySettings
{
    /// <summary>The amount of training. Default: small.</summary>
    public StudySize Size { get; set; }

    /// <summary>The seeds; every experiment runs once per seed. Default: 1, 2 and 3.</summary>
    [MinLength(1)]
    public IReadOnlyList<long> Seeds { get; set; } = [1, 2, 3];

    /// <summary>The folder for <c>study.json</c> and <c>study.md</c>; null writes nothing.</summary>
    public string? Out { get; set; }
}

/// <summary>The amount of training in a study.</summary>
internal enum StudySize
{
    /// <summary>Up to a minute: for a first look and for tests.</summary>
    Small,

    /// <summary>Minutes: more examples per task.</summary>
    Full,
}

/// <summary>The outcome of the three experiments.</summary>
/// <param name="Size">The amount of training.</param>
/// <param name="Seeds">The seeds.</param>
/// <param name="Preservation">The effect of units on training, one result per decomposer and seed.</param>
/// <param name="Identification">The ranking quality of each estimator.</param>
/// <param name="Fusion">The scores of two tasks under each fuser.</param>
internal sealed record StudyResult(
    StudySize Size, IReadOnlyList<long> Seeds, IReadOnlyList<PreservationResult> Preservation, IReadOnlyList<EstimatorResult> Identification,
    IReadOnlyList<FuserResult> Fusion);

/// <summary>The result of a decomposer: the effect of its units on training.</summary>
/// <param name="Decomposer">The decomposer's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Units">The number of units of the adapter.</param>
/// <param name="Elements">The number of trained elements.</param>
/// <param name="Moved">The number of elements that training changed.</param>
/// <param name="Differing">The number of elements whose bits differ from the run without units; 0 is the claim.</param>
internal sealed record PreservationResult(
    string Decomposer, long Seed, int Units, [property: JsonPropertyName("entries")] long Elements, long Moved, long Differing);

/// <summary>The result of an estimator: its ranking of units that can lower the loss above those that cannot.</summary>
/// <param name="Estimator">The estimator's name.</param>
/// <param name="Rank">The area under the ROC curve over rank units, one value per seed.</param>
/// <param name="Matrix">The area over matrix units.</param>
internal sealed record EstimatorResult(string Estimator, IReadOnlyList<double> Rank, IReadOnlyList<double> Matrix)
{
    /// <summary>The mean and spread over rank units.</summary>
    public SampleSummary OverRank => SampleSummary.Of(Rank);

    /// <summary>The mean and spread over matrix units.</summary>
    public SampleSummary OverMatrix => SampleSummary.Of(Matrix);
}

/// <summary>The result of a fuser: the scores of two tasks learned one after the other.</summary>
/// <param name="Tasks">The pair of tasks.</param>
/// <param name="Fuser">The fuser's name.</param>
/// <param name="First">The first task's score after the second task in percent, one value per seed.</param>
/// <param name="Second">The second task's score in percent, one value per seed.</param>
internal sealed record FuserResult(string Tasks, string Fuser, IReadOnlyList<double> First, IReadOnlyList<double> Second)
{
    /// <summary>The mean and spread of the first task.</summary>
    public SampleSummary OfFirst => SampleSummary.Of(First);

    /// <summary>The mean and spread of the second task.</summary>
    public SampleSummary OfSecond => SampleSummary.Of(Second);

    /// <summary>The mean and spread of both tasks' mean.</summary>
    public SampleSummary OfBoth => SampleSummary.Of(First.Zip(Second, (a, b) => (a + b) / 2));
}
