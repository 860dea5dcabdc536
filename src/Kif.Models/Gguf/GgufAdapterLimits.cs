namespace Kif.Models;

/// <summary>What adapters of llama.cpp can't hold: it adds a product of two factors to matrices, and nothing else.</summary>
internal static class GgufAdapterLimits
{
    /// <summary>Finds out why an adapter can't be written; null if it can.</summary>
    /// <param name="fit">The adapter, fitted to its model.</param>
    /// <param name="config">The model's settings.</param>
    public static string? Fault(AdapterFit fit, ConfigFile config)
    {
        PeftExtras extras = fit.File.Config.Extras;
        if (extras.Start != BaseStart.None)
            return $"init_lora_weights is \"{(extras.Start == BaseStart.Pissa ? "pissa" : "olora")}\", which changes the model itself, and an adapter of "
                + "llama.cpp can't";
        if (extras.Dora || fit.Modules.Any(m => m.Magnitude is not null)) return "it has magnitudes (DoRA), which llama.cpp does not have";
        if (fit.Modules.FirstOrDefault(m => m.BiasOfB is not null) is { } biased)
            return $"the factor B of '{biased.Path}' has a bias (lora_bias), which llama.cpp does not have";
        if (fit.File.Keys.FirstOrDefault(k => k.Part == PeftPart.TokenRows) is { } rows)
            return $"it has new rows of '{rows.Target}' (trainable_token_indices), which llama.cpp does not have";
        if (fit.File.Keys.FirstOrDefault(k => k.IsWeight && IsOther(fit, k)) is { } whole)
            return $"it holds '{DisplayText.Of(whole.Target, 120)}' itself, with other numbers than the model's; llama.cpp "
                + (whole.Target.Contains("norm", StringComparison.Ordinal) || whole.Target.Contains("ln_", StringComparison.Ordinal)
                    ? "ignores the norms of an adapter without a word" : "takes no whole weights or biases from an adapter");
        if (fit.Weights.Names.FirstOrDefault(name => fit.IsSaved(name) && !fit.File.Keys.Any(k => k.IsWeight && k.Target == name)) is { } missing)
            return $"it holds no '{missing}', though modules_to_save in {PeftConfig.FileName} names a module with it";
        if (extras.Tokens.Count > 0) return $"it holds no rows of tokens, though trainable_token_indices in {PeftConfig.FileName} names some";
        if (fit.Modules.Count == 0) return "it has no factors";
        foreach (AdaptedModule module in fit.Modules.Where(m => m.Linear is null))
        {
            if (fit.Weights.Tied(module.Weight).Count > 1)
                return $"it changes '{module.Path}', and the model has one matrix for embeddings and head, of which an adapter of llama.cpp can't change "
                    + "one side";
            if (config.String("model_type") == "t5" && T5Config.Scales(config))
                return $"it changes '{module.Path}', and the scaling of a T5's outputs is in the head's matrix for llama.cpp, which an adapter would miss";
        }
        return null;
    }

    /// <summary>Whether a weight of the adapter's file differs from the model's; PEFT stores copies beside factors of embeddings and heads.</summary>
    private static bool IsOther(AdapterFit fit, PeftKey key)
    {
        using var scope = torch.NewDisposeScope();
        Tensor model = fit.Weights[key.Target];
        return !UntiedWeights.Same(model, fit.Of(key).to_type(model.dtype));
    }
}
