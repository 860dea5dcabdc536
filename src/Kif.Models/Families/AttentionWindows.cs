namespace Kif.Models;

/// <summary>Which layers of a model type attend to a window of the last tokens instead of the whole text.</summary>
internal enum WindowRule
{
    /// <summary>None; a configuration that asks for windows is refused.</summary>
    Never,

    /// <summary>All, unless <c>sliding_window</c> is null; 4096 tokens if it is left out.</summary>
    EveryLayer,

    /// <summary>
    /// With <c>use_sliding_window</c>, those that <c>layer_types</c> names or, without it, those from <c>max_window_layers</c> on, 28 if it is left out.
    /// </summary>
    FromLayer,
}

/// <summary>Reads sliding windows as transformers does.</summary>
internal static class AttentionWindows
{
    private const string Full = "full_attention", Sliding = "sliding_attention", Window = "sliding_window", Types = "layer_types", Uses = "use_sliding_window";
    private const int Usual = 4096;

    /// <summary>Reads the number of tokens that each layer attends to; null for all.</summary>
    /// <param name="config">The file.</param>
    /// <param name="rule">The model type's rule.</param>
    /// <param name="layers">The number of layers.</param>
    /// <exception cref="InvalidDataException">The settings ask for windows that the model type does not have, or contradict each other.</exception>
    public static IReadOnlyList<int?> Read(ConfigFile config, WindowRule rule, int layers)
    {
        switch (rule)
        {
            case WindowRule.EveryLayer:
                bool none = config.Json.TryGetProperty(Window, out _) && !config.Has(Window);
                int? everywhere = none ? null : config.Size(Window, Usual);
                IReadOnlyList<string> named = config.Strings(Types);
                if (named.Any(kind => kind != (everywhere is null ? Full : Sliding)))
                    throw config.Refuse(Types, everywhere is null ? $"'{Full}' only" : $"'{Sliding}' only");
                return [.. Enumerable.Repeat(everywhere, layers)];
            case WindowRule.FromLayer:
                return FromLayer(config, layers);
            default:
                Refuse(config);
                return [.. Enumerable.Repeat<int?>(null, layers)];
        }
    }

    /// <summary>Rejects a configuration that asks for windows.</summary>
    /// <exception cref="InvalidDataException">It does; the message names the setting.</exception>
    public static void Refuse(ConfigFile config)
    {
        if (config.Has(Window) && config.Bool(Uses, true))
            throw config.Refuse(Window, "null: this model type attends to the whole text");
        if (config.Strings(Types).Any(kind => kind != Full)) throw config.Refuse(Types, $"'{Full}' only");
    }

    private static IReadOnlyList<int?> FromLayer(ConfigFile config, int layers)
    {
        bool uses = config.Bool(Uses, false) && !(config.Json.TryGetProperty(Window, out _) && !config.Has(Window));
        int? window = uses ? config.Size(Window, Usual) : null;
        IReadOnlyList<string> types = config.Strings(Types);
        if (!config.Has(Types))
        {
            int first = config.Int("max_window_layers", 28);
            return [.. Enumerable.Range(0, layers).Select(layer => layer >= first ? window : null)];
        }
        if (types.Count != layers) throw config.Refuse(Types, $"as many as there are layers, {layers}");
        if (types.FirstOrDefault(kind => kind is not (Full or Sliding)) is not null) throw config.Refuse(Types, $"'{Full}' and '{Sliding}'");
        if (window is null && types.Contains(Sliding)) throw config.Refuse(Types, $"'{Full}' only, since {Uses} or {Window} turns windows off");
        return [.. types.Select(kind => kind == Sliding ? window : null)];
    }
}
