namespace Kif.Strategies;

/// <summary>The option values of each profile for the KIF family, unless set explicitly (spec 13, rows 2, 3 and 12).</summary>
internal static class KifProfile
{
    /// <summary>The estimators that smooth the sensitivity; profiles apply only to these.</summary>
    private static readonly string[] Smoothing = ["mixed", "first-order", "second-order", "sensitivity-only", "uncertainty-only"];

    /// <summary>The smoothing reported in papers of the family, and the weights of the Taylor expansion.</summary>
    private static readonly (string Option, string Value)[] Paper =
        [(nameof(SensitivityOptions.Beta1), "0.55"), (nameof(SensitivityOptions.Beta2), "0.55"), (nameof(SensitivityOptions.Timing), nameof(SensitivityTiming.BeforeStep))];

    /// <summary>Returns the chosen estimator, with the profile's values for unset options.</summary>
    public static ComponentChoice Estimator(KifFamilyOptions options)
    {
        if (options.Profile != MethodProfile.Paper || !Smoothing.Contains(options.Estimate.Use)) return options.Estimate;
        return Completed(options.Estimate, Paper);
    }

    /// <summary>Returns the chosen replay buffer of Recurrent-KIF; a class-balanced one gets the same profile (spec 13, row 24).</summary>
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
