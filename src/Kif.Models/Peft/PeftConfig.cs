using System.Text.Json;
using Kif.Models.Files;
using Kif.Models.Lora;

namespace Kif.Models.Peft;

/// <summary>The settings of a LoRA adapter in PEFT's <c>adapter_config.json</c>.</summary>
public sealed record PeftConfig
{
    /// <summary>The file's name.</summary>
    public const string FileName = "adapter_config.json";

    /// <summary>The rank, scaling, dropout and adapted modules. The order of the patterns matters.</summary>
    public required LoraSettings Lora { get; init; }

    /// <summary>PEFT's task type of the model: SEQ_2_SEQ_LM, CAUSAL_LM; null for unknown. Default null.</summary>
    public string? TaskType { get; init; }

    /// <summary>The path or name of the adapter's base model; null for unknown. Default null.</summary>
    public string? BaseModel { get; init; }

    /// <summary>
    /// Whether the adapted modules store their weights as inputs × outputs (as GPT-2 does). It affects merging, not the factors. Default false.
    /// </summary>
    public bool FanInFanOut { get; init; }

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
    public bool Matches(string module) => Rules([]).Fits(module);

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, its value and the allowed values.</exception>
    public void Validate() => Lora.Validate();

    /// <summary>Creates the rules for modules; messages use the file's names of settings.</summary>
    /// <param name="byDefault">The targets if none are named.</param>
    internal ModuleRules Rules(IReadOnlyList<string> byDefault) => new(Lora, byDefault, PeftSettingNames.Of);
}
