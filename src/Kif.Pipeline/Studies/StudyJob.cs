using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Pipeline.Options;

namespace Kif.Pipeline.Studies;

/// <summary>The job of <c>kif study</c>: three small experiments on KIF's claims, with all registered parts.</summary>
public static class StudyJob
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
        OptionsCheck.Validate(settings, "study");
        torch.set_num_threads(1);
        var parts = new StudyParts(catalog);
        T Tell<T>(string line, Func<StudyParts, StudySettings, CancellationToken, T> study)
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

    /// <summary>Serializes the result to JSON.</summary>
    public static string ToJson(StudyResult result) => JsonSerializer.Serialize(result, Json);

    private static void Write(string folder, StudyResult result)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "study.json"), ToJson(result));
        File.WriteAllText(Path.Combine(folder, "study.md"), StudyReport.Markdown(result));
    }
}
