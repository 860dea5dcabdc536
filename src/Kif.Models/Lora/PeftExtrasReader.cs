using System.Text.Json;

namespace Kif.Models;

/// <summary>Reads the settings of <c>adapter_config.json</c> beyond plain LoRA.</summary>
internal static class PeftExtrasReader
{
    private const string Tokens = "trainable_token_indices", Bias = "bias", Start = "init_lora_weights";

    /// <summary>The value of a setting as PEFT writes it, and what to do about it if Kif does not follow.</summary>
    private const string Convert = "save it with path_initial_model_for_weight_conversion, which makes a plain adapter of it";

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidDataException">One is unsound, or of a kind that can't be loaded; the message has the way out.</exception>
    public static PeftExtras Read(ConfigFile file) => new()
    {
        Bias = file.String(Bias, "none") is ("none" or "all" or "lora_only") and { } bias ? bias : throw file.Refuse(Bias, "\"none\", \"all\", \"lora_only\""),
        Dora = file.Bool("use_dora", false),
        LoraBias = file.Bool("lora_bias", false),
        KeepsTies = file.Bool("ensure_weight_tying", false),
        Start = ReadStart(file),
        ModulesToSave = Names(file, "modules_to_save"),
        TargetParameters = Names(file, "target_parameters"),
        Tokens = ReadTokens(file),
    };

    private static BaseStart ReadStart(ConfigFile file)
    {
        if (!file.Json.TryGetProperty(Start, out JsonElement value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False)
            return BaseStart.None;
        switch (file.String(Start))
        {
            case "gaussian" or "orthogonal" or "eva" or "mica":
                return BaseStart.None;
            case "pissa":
                return BaseStart.Pissa;
            case "olora":
                return BaseStart.Olora;
            case { } random when random.StartsWith("pissa_niter_", StringComparison.Ordinal):
                throw file.Refuse(Start, $"what leaves the base as it is, while this draws random numbers at each load; {Convert}");
            case "corda" or "lora_ga" or "loftq":
                throw file.Refuse(Start, $"what says how the base was changed, which this does not, so that the adapter does not fit the base; {Convert}");
            default:
                throw file.Refuse(Start, "true, false, \"gaussian\", \"orthogonal\", \"eva\", \"mica\", \"pissa\", \"olora\"");
        }
    }

    private static IReadOnlyList<string> Names(ConfigFile file, string setting)
    {
        IReadOnlyList<string> names = file.Strings(setting);
        return names.Any(string.IsNullOrWhiteSpace) ? throw file.Refuse(setting, "names, none of them blank") : names;
    }

    /// <summary>Reads a list, for the embeddings, or lists by the end of a module's name.</summary>
    private static IReadOnlyList<(string? Module, IReadOnlyList<int> Indices)> ReadTokens(ConfigFile file)
    {
        if (!file.Json.TryGetProperty(Tokens, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return [];
        if (value.ValueKind != JsonValueKind.Object) return Checked(file, null, file.Ints(Tokens)) is { Indices.Count: > 0 } one ? [one] : [];
        ConfigFile section = file.Section(Tokens)!;
        return [.. value.EnumerateObject().Select(p => Checked(section, p.Name, section.Ints(p.Name))).Where(t => t.Indices.Count > 0)];
    }

    private static (string? Module, IReadOnlyList<int> Indices) Checked(ConfigFile file, string? module, IReadOnlyList<int> indices) =>
        indices.Any(i => i < 0) || indices.Distinct().Count() < indices.Count
            ? throw file.Refuse(module ?? Tokens, "ids of tokens, each once") : (module, indices);
}
