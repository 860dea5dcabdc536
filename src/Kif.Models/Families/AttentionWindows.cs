namespace Kif.Models;

/// <summary>Which layers of a model type attend to a window of the last tokens instead of the whole text.</summary>
internal enum WindowRule
{
    /// <summary>None; a configuration that asks for windows is refused.</summary>
    Never,

    /// <summary>All, unless <c>sliding_window</c> is null; 4096 tokens if it is left out.</summary>
    EveryLayer,

    /// <summary>All, if <c>sliding_window</c> says so.</summary>
    IfSaid,

    /// <summary>
    /// With <c>use_sliding_window</c>, those that <c>layer_types</c> names or, without it, those from <c>max_window_layers</c> on, 28 if it is left out.
    /// </summary>
    FromLayer,

    /// <summary>With <c>use_sliding_window</c>, those that <c>layer_types</c> names or, without it, those without rotary positions.</summary>
    Unrotated,

    /// <summary>Those that <c>layer_types</c> names or, without it, the first and every other one; 4096 tokens if <c>sliding_window</c> is left out.</summary>
    EveryOther,

    /// <summary>
    /// Those that <c>layer_types</c> names or, without it, all but every sixth (or as <c>sliding_window_pattern</c> says); 4096 tokens if
    /// <c>sliding_window</c> is left out.
    /// </summary>
    Pattern,
}

/// <summary>Reads sliding windows as transformers does.</summary>
internal static class AttentionWindows
{
    private const string Full = "full_attention", Sliding = "sliding_attention", Window = "sliding_window", Types = "layer_types", Uses = "use_sliding_window";
    private const int Usual = 4096;

    /// <summary>Reads the number of tokens that each layer attends to; null for all.</summary>
    /// <param name="config">The file.</param>
    /// <param name="rule">The model type's rule.</param>
    /// <param name="rotated">Whether each layer has rotary positions.</param>
    /// <exception cref="InvalidDataException">The settings ask for windows that the model type does not have, or contradict each other.</exception>
    public static IReadOnlyList<int?> Read(ConfigFile config, WindowRule rule, IReadOnlyList<bool> rotated)
    {
        switch (rule)
        {
            case WindowRule.EveryLayer:
                return EveryLayer(config, IsNull(config) ? null : config.Size(Window, Usual), rotated.Count);
            case WindowRule.IfSaid:
                return EveryLayer(config, config.Has(Window) ? config.Size(Window) : null, rotated.Count);
            case WindowRule.FromLayer:
                int first = config.Int("max_window_layers", 28);
                return ByLayer(config, Switched(config, Usual), rotated.Count, layer => layer >= first);
            case WindowRule.Unrotated:
                return ByLayer(config, Switched(config, null), rotated.Count, layer => !rotated[layer]);
            case WindowRule.EveryOther:
                return ByLayer(config, config.Size(Window, Usual), rotated.Count, layer => layer % 2 == 0);
            case WindowRule.Pattern:
                int pattern = config.Size("sliding_window_pattern", 6);
                return ByLayer(config, config.Size(Window, Usual), rotated.Count, layer => (layer + 1) % pattern != 0);
            default:
                Refuse(config);
                return [.. Enumerable.Repeat<int?>(null, rotated.Count)];
        }
    }

    /// <summary>Reads which layers attend to a window according to <c>layer_types</c>; null if the setting is missing.</summary>
    /// <exception cref="InvalidDataException">There are more or fewer than layers, or a type is unknown.</exception>
    public static IReadOnlyList<bool>? Named(ConfigFile config, int layers)
    {
        if (!config.Has(Types)) return null;
        IReadOnlyList<string> types = config.Strings(Types);
        if (types.Count != layers) throw config.Refuse(Types, $"as many as there are layers, {layers}");
        if (types.Any(kind => kind is not (Full or Sliding))) throw config.Refuse(Types, $"'{Full}' and '{Sliding}'");
        return [.. types.Select(kind => kind == Sliding)];
    }

    /// <summary>Rejects a configuration that asks for windows.</summary>
    /// <exception cref="InvalidDataException">It does; the message names the setting.</exception>
    public static void Refuse(ConfigFile config)
    {
        if (config.Has(Window) && config.Bool(Uses, true))
            throw config.Refuse(Window, "null: this model type attends to the whole text");
        if (config.Strings(Types).Any(kind => kind != Full)) throw config.Refuse(Types, $"'{Full}' only");
    }

    private static IReadOnlyList<int?> EveryLayer(ConfigFile config, int? window, int layers)
    {
        if (config.Strings(Types).Any(kind => kind != (window is null ? Full : Sliding)))
            throw config.Refuse(Types, window is null ? $"'{Full}' only" : $"'{Sliding}' only");
        return [.. Enumerable.Repeat(window, layers)];
    }

    private static IReadOnlyList<int?> ByLayer(ConfigFile config, int? window, int layers, Func<int, bool> byDefault)
    {
        IReadOnlyList<bool> sliding = Named(config, layers) ?? [.. Enumerable.Range(0, layers).Select(layer => window is not null && byDefault(layer))];
        if (window is null && sliding.Contains(true)) throw config.Refuse(Types, $"'{Full}' only, since {Uses} or {Window} turns windows off");
        return [.. sliding.Select(slides => slides ? window : null)];
    }

    /// <summary>Reads the window where a switch turns it on, off by default.</summary>
    private static int? Switched(ConfigFile config, int? usual) =>
        !config.Bool(Uses, false) || IsNull(config) || usual is null && !config.Has(Window) ? null : config.Size(Window, usual ?? 0);

    private static bool IsNull(ConfigFile config) => config.Json.TryGetProperty(Window, out _) && !config.Has(Window);
}
