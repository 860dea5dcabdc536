using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Models.Lora;
using Kif.Models.Prompts;
using Kif.Pipeline.Jobs;

namespace Kif.Pipeline.MachineLearning.Learnt;

/// <summary>The settings that stay the same from a model's first task to its last.</summary>
/// <param name="Strategy">The strategy's name, or several names joined by plus signs.</param>
/// <param name="Settings">The strategy's options that differ from their defaults, by path.</param>
/// <param name="Seed">The run's root seed.</param>
/// <param name="Lora">The adapter's settings.</param>
/// <param name="Limits">Length limits in tokens.</param>
/// <param name="Compute">The device and precision.</param>
internal sealed record LearningRecipe(
    string Strategy, IReadOnlyDictionary<string, string> Settings, long Seed, LoraSettings Lora, EncodingLimits Limits, ComputeSettings Compute)
{
    /// <summary>The JSON format of recipes and saved models.</summary>
    public static JsonSerializerOptions Json { get; } = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() }, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>Throws if a model of another recipe can't be resumed with this one.</summary>
    /// <exception cref="ArgumentException">The message lists the differences; a different seed is allowed, and the model's own is kept.</exception>
    public void CheckGoesOn(LearningRecipe from)
    {
        (string Name, string Own, string Its)[] all =
        [
            ("strategy", Strategy, from.Strategy), ("strategy options", Text(Settings.OrderBy(s => s.Key)), Text(from.Settings.OrderBy(s => s.Key))), ("Lora", Text(Lora), Text(from.Lora)),
            ("Limits", Text(Limits), Text(from.Limits)), ("Compute.Precision", Compute.Precision, from.Compute.Precision),
        ];
        string[] differ = [.. all.Where(a => a.Own != a.Its).Select(a => $"{a.Name}: the model has {a.Its}, this estimator {a.Own}")];
        if (differ.Length > 0) throw new ArgumentException($"the model can't be learnt further by this estimator. {string.Join("; ", differ)}", "previous");
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value);
}
