namespace Kif.Strategies;

/// <summary>What a profile means for the KIF family, where an option is not set by itself (spec 13, rows 2, 3 and 12).</summary>
internal static class KifProfile
{
    /// <summary>Estimators that smooth the sensitivity; a profile has readings for these only.</summary>
    private static readonly string[] Smoothing = ["mixed", "first-order", "second-order", "sensitivity-only", "uncertainty-only"];

    /// <summary>Smoothing that papers of the family report, and the weights that the Taylor expansion is made at.</summary>
    private static readonly (string Option, string Value)[] Paper =
        [(nameof(SensitivityOptions.Beta1), "0.55"), (nameof(SensitivityOptions.Beta2), "0.55"), (nameof(SensitivityOptions.Timing), nameof(SensitivityTiming.BeforeStep))];

    /// <summary>The estimator as chosen, with the profile's readings where the choice says nothing.</summary>
    public static ComponentChoice Estimator(KifFamilyOptions options)
    {
        if (options.Profile != MethodProfile.Paper || !Smoothing.Contains(options.Estimate.Use)) return options.Estimate;
        return Completed(options.Estimate, Paper);
    }

    /// <summary>The memory of Recurrent-KIF as chosen; a class-balanced one follows the same profile (spec 13, row 24).</summary>
    public static ComponentChoice Buffer(RecurrentKifOptions options) => options.Buffer.Use == "class-balanced"
        ? Completed(options.Buffer, [(nameof(ClassBalancedBufferOptions.Profile), options.Profile.ToString())])
        : options.Buffer;

    /// <summary>Whether the norms of the orthogonality term are squared.</summary>
    public static bool Squared(KifFamilyOptions options) => options.SquaredOrthogonality ?? options.Profile == MethodProfile.Paper;

    private static ComponentChoice Completed(ComponentChoice chosen, IEnumerable<(string Option, string Value)> readings)
    {
        ComponentChoice choice = ComponentChoice.Of(chosen.Use);
        foreach ((string option, string value) in chosen.Settings) choice.Settings[option] = value;
        foreach ((string option, string value) in readings) choice.Settings.TryAdd(option, value);
        return choice;
    }
}
