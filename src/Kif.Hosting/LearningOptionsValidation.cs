using Kif.Models;
using Microsoft.Extensions.Options;

namespace Kif;

/// <summary>The check of the options: every fault at once, each with what is allowed.</summary>
internal sealed class LearningOptionsValidation(StrategyComposer composer, KifCatalog catalog) : IValidateOptions<LearningOptions>
{
    public ValidateOptionsResult Validate(string? name, LearningOptions options)
    {
        string[] faults = [.. Faults(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.Select(f => $"learning: {f}"));
    }

    private IEnumerable<string> Faults(LearningOptions options)
    {
        foreach ((string text, string what) in new[] { (options.Model, "Model"), (options.Strategy, "Strategy"), (options.Folder, "Folder") })
            if (string.IsNullOrWhiteSpace(text)) yield return $"{what} is empty";
        if (options.MaxNewTokens is < 1) yield return $"MaxNewTokens is {options.MaxNewTokens}; allowed: at least 1";
        foreach ((int number, string what) in new[]
            {
                (options.QueueLimit, "QueueLimit"), (options.AnswerLimit, "AnswerLimit"), (options.MaxAttempts, "MaxAttempts"),
                (options.MaxCrashes, "MaxCrashes"), (options.AsideLimit, "AsideLimit"),
            })
            if (number < 1) yield return $"{what} is {number}; allowed: at least 1";
        if (options.Seed < 0) yield return $"Seed is {options.Seed}; allowed: at least 0";
        if (options.JudgedTasks < 0) yield return $"JudgedTasks is {options.JudgedTasks}; allowed: at least 0";
        if (options.CheckpointSteps is < 0) yield return $"CheckpointSteps is {options.CheckpointSteps}; allowed: at least 0";
        if (!(options.CheckpointMinutes is >= 0 and <= 1e6)) yield return $"CheckpointMinutes is {options.CheckpointMinutes}; allowed: 0 to 1,000,000";
        if (!(options.HoldOut is >= 0 and < 1)) yield return $"HoldOut is {options.HoldOut}; allowed: 0 to below 1";
        if (options.RetryDelay < TimeSpan.Zero) yield return $"RetryDelay is {options.RetryDelay}; allowed: at least 0";
        if (options.StallAfter <= TimeSpan.Zero) yield return $"StallAfter is {options.StallAfter}; allowed: above 0";
        if (Problem(() => _ = options.Tolerance.Valid()) is { } tolerance) yield return tolerance;
        if (!catalog.Components.Any(c => c.Kind == ComponentKind.Metric && c.Name == options.Metric))
            yield return UnknownName.Message("metric", options.Metric, catalog.Components.Where(c => c.Kind == ComponentKind.Metric).Select(c => c.Name));
        if (!string.IsNullOrWhiteSpace(options.Strategy) && Problem(() => composer.Choose(options.Strategy).Compose().Dispose()) is { } strategy)
            yield return strategy;
        if (!string.IsNullOrWhiteSpace(options.Model) && options.Model != CompareSettings.Embedded
            && Problem(() => NamedFolder.Require(options.Model, HubContent.Model)) is { } model)
            yield return model;
    }

    private static string? Problem(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or CompositionException or IOException or InvalidDataException or FormatException)
        {
            return e.Message;
        }
    }
}
