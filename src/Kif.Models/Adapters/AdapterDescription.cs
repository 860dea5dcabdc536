namespace Kif.Models;

/// <summary>What a user is told of an adapter.</summary>
internal static class AdapterDescription
{
    /// <summary>Describes it in a line: folder, modules, ranks, what else it changes, and both models' names if they differ.</summary>
    public static string Of(string folder, PeftConfig config, AdapterFit fit, string? baseModel)
    {
        string text = $"adapter '{folder}' on {fit.Modules.Count} modules";
        if (fit.Modules.Count > 0)
        {
            (int low, int high) = (fit.Modules.Min(m => m.Rank), fit.Modules.Max(m => m.Rank));
            text += $", rank {(low == high ? $"{low}" : $"{low} to {high}")}";
        }
        if (config.Extras.Dora) text += ", DoRA";
        if (config.Extras.ModulesToSave.Count > 0) text += $", with {string.Join(", ", config.Extras.ModulesToSave)} trained in full";
        if (config.Extras.Tokens.Count > 0) text += $", with rows of {config.Extras.Tokens.Max(t => t.Indices.Count)} tokens";
        return config.BaseModel is { } trained && baseModel is not null && trained != baseModel
            ? $"{text}, trained on '{trained}', used with '{baseModel}'" : text;
    }

    /// <summary>
    /// Tells of patterns that fit the same module with different values: PEFT sorts them when it saves, so that another one may have been trained.
    /// </summary>
    public static IEnumerable<string> Notes(PeftAdapterFile file, AdapterFit fit)
    {
        LoraSettings lora = file.Config.Lora;
        return Of("alpha_pattern", lora.AlphaPattern).Concat(Of("rank_pattern", lora.RankPattern));

        IEnumerable<string> Of<T>(string setting, IReadOnlyList<KeyValuePair<string, T>> patterns)
        {
            (string Key, T Value, PythonPattern Pattern)[] all = [.. patterns.Select(p => (p.Key, p.Value, ModulePatterns.End(p.Key)))];
            foreach (string module in fit.Chosen)
            {
                (string Key, T Value, PythonPattern)[] found = [.. all.Where(p => p.Pattern.Matches(module))];
                if (found.Length < 2 || found.All(f => Equals(f.Value, found[0].Value))) continue;
                yield return $"'{Path.Combine(Path.GetDirectoryName(file.Path)!, PeftConfig.FileName)}': of {setting} both "
                    + $"'{found[0].Key}' ({found[0].Value}) and '{found.First(f => !Equals(f.Value, found[0].Value)).Key}'"
                    + $" fit {module}; the first in the file counts, as in PEFT, "
                    + "which sorts them when it saves, so that training may have had another one";
                yield break;
            }
        }
    }
}
