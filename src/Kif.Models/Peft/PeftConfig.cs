using System.Text.Json;
using Kif.Models.Files;
using Kif.Models.Lora;

namespace Kif.Models.Peft;

/// <summary>The settings of a LoRA adapter as PEFT keeps them in <c>adapter_config.json</c>.</summary>
public sealed record PeftConfig
{
    /// <summary>The file's name.</summary>
    public const string FileName = "adapter_config.json";

    /// <summary>Rank, scaling, dropout and which modules have adapters. The order of the patterns counts.</summary>
    public required LoraSettings Lora { get; init; }

    /// <summary>What the model is for, as PEFT says it: SEQ_2_SEQ_LM, CAUSAL_LM; null for unknown. Default null.</summary>
    public string? TaskType { get; init; }

    /// <summary>Path or name of the model that the adapter belongs to; null for unknown. Default null.</summary>
    public string? BaseModel { get; init; }

    /// <summary>
    /// Whether the adapted modules keep their weights as inputs × outputs (GPT-2's do). It changes how an adapter is merged, not the factors. Default false.
    /// </summary>
    public bool FanInFanOut { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no LoRA configuration, a setting is wrong, or one is used that Kif does not have; the message names it.</exception>
    public static PeftConfig Read(string path) => PeftConfigReader.Read(path);

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

    /// <summary>Whether a module gets an adapter, by the targets, exclusions and layers of <see cref="Lora"/>. With neither targets nor pattern, none does.</summary>
    /// <exception cref="TimeoutException">A pattern takes more than a second.</exception>
    public bool Matches(string module) => Rules([]).Fits(module);

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, the value seen and what is allowed.</exception>
    public void Validate() => Lora.Validate();

    /// <summary>What the settings say of modules; messages call settings as the file does.</summary>
    /// <param name="byDefault">Targets where none are named.</param>
    internal ModuleRules Rules(IReadOnlyList<string> byDefault) => new(Lora, byDefault, PeftSettingNames.Of);
}
