using System.Text.Json;
using System.Text.RegularExpressions;
using Kif.Models.Files;
using Kif.Models.Folders;
using Kif.Models.Lora;

namespace Kif.Models.Peft;

/// <summary>The settings of a LoRA adapter as PEFT keeps them in <c>adapter_config.json</c>.</summary>
public sealed record PeftConfig
{
    /// <summary>The file's name.</summary>
    public const string FileName = "adapter_config.json";

    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    /// <summary>Rank, scaling, dropout and, unless <see cref="TargetPattern"/> is set, the target modules.</summary>
    public required LoraSettings Lora { get; init; }

    /// <summary>A regular expression that the whole name of a target module matches; null if targets are listed. Default null.</summary>
    public string? TargetPattern { get; init; }

    /// <summary>What the model is for, as PEFT says it: SEQ_2_SEQ_LM, CAUSAL_LM; null for unknown. Default null.</summary>
    public string? TaskType { get; init; }

    /// <summary>
    /// Whether the target modules' weights are stored as [inputs, outputs], which PEFT must know to fold factors in (GPT-2). The factors look the same. Default false.
    /// </summary>
    public bool FanInFanOut { get; init; }

    /// <summary>Path or name of the model that the adapter belongs to; null for unknown. Default null.</summary>
    public string? BaseModel { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no LoRA configuration, a setting is wrong, or one is used that Kif does not have; the message names it.</exception>
    public static PeftConfig Read(string path)
    {
        ConfigFile file = ConfigFile.Read(path);
        InertSettings.RefuseOthers(file);
        bool pattern = file.Json.TryGetProperty("target_modules", out JsonElement targets) && targets.ValueKind == JsonValueKind.String;
        var config = new PeftConfig
        {
            Lora = new LoraSettings
            {
                Rank = file.Int("r", 8),
                Alpha = file.Double("lora_alpha", 8),
                Dropout = file.Double("lora_dropout", 0),
                Targets = pattern ? [] : [.. file.Strings("target_modules").Order(StringComparer.Ordinal)],
                RankStabilized = file.Bool("use_rslora", false),
            },
            TargetPattern = pattern ? targets.GetString() : null,
            FanInFanOut = file.Bool("fan_in_fan_out", false),
            TaskType = file.String("task_type", null),
            BaseModel = file.String("base_model_name_or_path", null),
        };
        try { config.Validate(); }
        catch (ArgumentException e) { throw new InvalidDataException($"'{path}': {e.Message}", e); }
        return config;
    }

    /// <summary>Writes a file that PEFT reads. It appears whole or not at all; one that is there is replaced.</summary>
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

    /// <summary>
    /// Whether a module gets an adapter: its name is one of the targets, or ends with a dot and one of them, or matches the pattern.
    /// With neither targets nor pattern, none does.
    /// </summary>
    /// <exception cref="RegexMatchTimeoutException">The pattern takes more than a second.</exception>
    public bool Matches(string module) => TargetPattern is { } pattern
        ? Pattern(pattern).IsMatch(module)
        : Lora.Targets.Any(target => module == target || module.EndsWith("." + target, StringComparison.Ordinal));

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, the value seen and what is allowed.</exception>
    public void Validate()
    {
        Lora.Validate();
        if (TargetPattern is null) return;
        if (Lora.Targets.Count > 0) throw new ArgumentException($"{nameof(TargetPattern)} and {nameof(Lora)}.{nameof(LoraSettings.Targets)} exclude each other.");
        if (TargetPattern == "all-linear") throw new ArgumentException("target_modules is 'all-linear'; allowed: a list of modules or a regular expression.");
        Pattern(TargetPattern);
    }

    private static Regex Pattern(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, PatternTime);
}
