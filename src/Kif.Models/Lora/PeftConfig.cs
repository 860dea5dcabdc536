using System.Text.Json;

namespace Kif.Models;

/// <summary>The settings of a LoRA adapter in PEFT's <c>adapter_config.json</c>.</summary>
internal sealed record PeftConfig
{
    /// <summary>The file's name.</summary>
    public const string FileName = "adapter_config.json";

    /// <summary>The rank, scaling, dropout and adapted modules. The order of the patterns matters.</summary>
    public required LoraSettings Lora { get; init; }

    /// <summary>PEFT's task type of the model: SEQ_2_SEQ_LM, CAUSAL_LM; null for unknown. Default null.</summary>
    public string? TaskType { get; init; }

    /// <summary>The path or name of the adapter's base model; null for unknown. Default null.</summary>
    public string? BaseModel { get; init; }

    /// <summary>The revision of a base model that is a hub's repository; null for its main branch. Default null.</summary>
    public string? Revision { get; init; }

    /// <summary>
    /// Whether the adapted modules store their weights as inputs × outputs (as GPT-2 does). It affects merging, not the factors. Default false.
    /// </summary>
    public bool FanInFanOut { get; init; }

    /// <summary>What PEFT trained besides the factors of linear modules, or did with them; the default where there is nothing. Never written.</summary>
    public PeftExtras Extras { get; init; } = new();

    /// <summary>Whether the file says the rank, for which PEFT otherwise takes 8. Default true.</summary>
    public bool SaysRank { get; init; } = true;

    /// <summary>Whether the file lists no target at all, instead of leaving the choice to PEFT. Default false.</summary>
    public bool NoTargets { get; init; }

    /// <summary>Whether an adapter of these settings may hold more than the factors.</summary>
    public bool HasMore => Extras.ModulesToSave.Count > 0 || Extras.Tokens.Count > 0;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a LoRA configuration, or a setting is wrong or unsupported; the message names it.</exception>
    public static PeftConfig Read(string path) => PeftConfigReader.Read(path);

    /// <summary>Writes a file that PEFT reads. It appears complete or not at all; an existing one is replaced.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Write(string path)
    {
        Validate();
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            PeftConfigWriter.Write(json, this);
        });
    }

    /// <summary>Whether a module gets an adapter by the targets, exclusions and layers of <see cref="Lora"/>; without targets and pattern, none does.</summary>
    /// <exception cref="TimeoutException">A pattern takes more than a second.</exception>
    public bool Matches(string module) => Rules([]).Matches(module);

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, its value and the allowed values.</exception>
    public void Validate() => Lora.Validate();

    /// <summary>Creates the rules for modules; messages use the file's names of settings.</summary>
    /// <param name="byDefault">The targets if none are named.</param>
    internal LoraTargetRules Rules(IReadOnlyList<string> byDefault) => new(Lora, NoTargets ? [] : byDefault, PeftSettingNames.Of);
}

/// <summary>The settings of <c>adapter_config.json</c> beyond plain LoRA of linear modules.</summary>
internal sealed record PeftExtras
{
    /// <summary>Which biases were trained: <c>none</c>, <c>all</c>, <c>lora_only</c>.</summary>
    public string Bias { get; init; } = "none";

    /// <summary>Whether rows are scaled to trained magnitudes (DoRA; Liu et al., 2024).</summary>
    public bool Dora { get; init; }

    /// <summary>Whether factors B have biases.</summary>
    public bool LoraBias { get; init; }

    /// <summary>Whether embeddings and head keep one matrix, with one change.</summary>
    public bool KeepsTies { get; init; }

    /// <summary>The change of the base that PEFT repeats when it loads an adapter.</summary>
    public BaseStart Start { get; init; }

    /// <summary>The ends of the names of modules that were trained in full.</summary>
    public IReadOnlyList<string> ModulesToSave { get; init; } = [];

    /// <summary>The ends of the names of weights that get adapters.</summary>
    public IReadOnlyList<string> TargetParameters { get; init; } = [];

    /// <summary>The tokens whose rows were trained, by the end of the name of their matrix; null for the embeddings.</summary>
    public IReadOnlyList<(string? Module, IReadOnlyList<int> Indices)> Tokens { get; init; } = [];
}

/// <summary>The initializations of factors that take the factors' product from the base.</summary>
internal enum BaseStart
{
    /// <summary>The base stays.</summary>
    None,

    /// <summary>PiSSA (Meng et al., 2024): without its largest singular triples.</summary>
    Pissa,

    /// <summary>OLoRA (Büyükakyüz, 2024): without the first columns and rows of its QR decomposition.</summary>
    Olora,
}

/// <summary>The names of LoRA settings in <c>adapter_config.json</c>.</summary>
internal static class PeftSettingNames
{
    /// <summary>Returns the file's name of a property of <see cref="LoraSettings"/>.</summary>
    internal static string Of(string setting) => setting switch
    {
        nameof(LoraSettings.Rank) => "r",
        nameof(LoraSettings.Alpha) => "lora_alpha",
        nameof(LoraSettings.Dropout) => "lora_dropout",
        nameof(LoraSettings.Targets) or nameof(LoraSettings.TargetPattern) => "target_modules",
        nameof(LoraSettings.Exclude) or nameof(LoraSettings.ExcludePattern) => "exclude_modules",
        nameof(LoraSettings.Layers) => "layers_to_transform",
        nameof(LoraSettings.LayersPattern) => "layers_pattern",
        nameof(LoraSettings.RankPattern) => "rank_pattern",
        nameof(LoraSettings.AlphaPattern) => "alpha_pattern",
        nameof(LoraSettings.RankStabilized) => "use_rslora",
        _ => setting,
    };
}

/// <summary>Writes <c>adapter_config.json</c>: the settings that Kif supports, and others that older versions of PEFT require.</summary>
internal static class PeftConfigWriter
{
    internal static void Write(Utf8JsonWriter json, PeftConfig config)
    {
        json.WriteStartObject();
        json.WriteStartObject("alpha_pattern");
        foreach ((string pattern, double alpha) in config.Lora.AlphaPattern) json.WriteNumber(pattern, alpha);
        json.WriteEndObject();
        json.WriteNull("auto_mapping");
        json.WriteString("base_model_name_or_path", config.BaseModel);
        json.WriteString("bias", "none");
        WriteNames(json, "exclude_modules", config.Lora.ExcludePattern, config.Lora.Exclude.Count == 0 ? null : config.Lora.Exclude);
        json.WriteBoolean("fan_in_fan_out", config.FanInFanOut);
        json.WriteBoolean("inference_mode", true);
        json.WriteBoolean("init_lora_weights", true);
        WriteNames(json, "layers_pattern", null, config.Lora.LayersPattern.Count == 0 ? null : config.Lora.LayersPattern);
        WriteLayers(json, config.Lora.Layers);
        json.WriteNumber("lora_alpha", config.Lora.Alpha);
        json.WriteNumber("lora_dropout", config.Lora.Dropout);
        json.WriteNull("modules_to_save");
        json.WriteString("peft_type", "LORA");
        json.WriteNumber("r", config.Lora.Rank);
        json.WriteStartObject("rank_pattern");
        foreach ((string pattern, int rank) in config.Lora.RankPattern) json.WriteNumber(pattern, rank);
        json.WriteEndObject();
        json.WriteString("revision", config.Revision);
        WriteNames(json, "target_modules", config.Lora.TargetPattern, [.. config.Lora.Targets.Order(StringComparer.Ordinal)]);
        json.WriteString("task_type", config.TaskType);
        json.WriteBoolean("use_rslora", config.Lora.RankStabilized);
        json.WriteEndObject();
    }

    /// <summary>Writes a setting that is a pattern, a list of names, or null.</summary>
    private static void WriteNames(Utf8JsonWriter json, string setting, string? pattern, IReadOnlyList<string>? names)
    {
        if (pattern is not null || names is null)
        {
            json.WriteString(setting, pattern);
            return;
        }
        json.WriteStartArray(setting);
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WriteLayers(Utf8JsonWriter json, IReadOnlyList<int> layers)
    {
        const string setting = "layers_to_transform";
        if (layers.Count == 0)
        {
            json.WriteNull(setting);
            return;
        }
        json.WriteStartArray(setting);
        foreach (int layer in layers) json.WriteNumberValue(layer);
        json.WriteEndArray();
    }
}
