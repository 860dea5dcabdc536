using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif.Models;

/// <summary>
/// A folder with adapters that have gates, oldest first, in a form of Kif's own: what they add depends on the prompt, so neither PEFT's files nor a model's
/// weights can hold it.
/// </summary>
internal static class GatedAdapter
{
    private const string ConfigName = "gated_adapter.json", WeightsName = "gated_adapter.safetensors";

    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, IgnoreReadOnlyProperties = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Whether a folder has such adapters.</summary>
    public static bool IsIn(string folder) => FolderFile.Find(folder, ConfigName) is not null;

    /// <summary>Returns the path or name of the model that a folder's adapters are for.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of a later version.</exception>
    public static string BaseOf(string folder) => ConfigOf(folder).BaseModel;

    /// <summary>Writes the adapters of a model.</summary>
    /// <param name="folder">The folder; created if it is missing.</param>
    /// <param name="model">A model whose adapters have gates.</param>
    /// <param name="weights">A vector of its space; only read.</param>
    /// <param name="baseModel">The path or name of the pretrained model.</param>
    public static void Write(string folder, LanguageModel model, Tensor weights, string baseModel)
    {
        using var scope = torch.NewDisposeScope();
        FrozenAdapter[] adapters = [.. model.Frozen, new(model.Space, weights)];
        var config = new Config(Format, baseModel, adapters.Length, model.Lora!, model.GateSettings!);
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, WeightsName),
            adapters.SelectMany((a, i) => a.Space.Parameters.Select(p => (Name(i, p), a.Space.View(a.Weights, p).cpu()))));
        // Its presence says that the folder is whole.
        AtomicFile.Write(Path.Combine(folder, ConfigName), JsonSerializer.SerializeToUtf8Bytes(config, Json));
    }

    /// <summary>Reads the adapters of a folder onto a model.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="backbone">The model; borrowed.</param>
    /// <returns>A model that answers with them, and the weights of the newest; the caller disposes both.</returns>
    /// <exception cref="InvalidDataException">A file is damaged, of a later version, or for another model; the message names it.</exception>
    public static (LanguageModel Model, Tensor Weights) Read(string folder, IBackbone backbone)
    {
        Config config = ConfigOf(folder);
        using SafetensorsFile file = SafetensorsFile.Open(FolderFile.PathOf(folder, WeightsName));
        using var scope = torch.NewDisposeScope();
        try
        {
            using LanguageModel plain = LanguageModel.WithAdapters(backbone, config.Lora, new() { KeepsBackbone = true });
            using var gated = (LanguageModel)plain.WithGates(config.Gates);
            Tensor[] all = [.. Enumerable.Range(0, config.Adapters).Select(i => Vector(file, i, gated.Space, backbone.Device))];
            var grown = (LanguageModel)gated.Resume([.. all.Skip(1).Select(_ => AdapterGrowth.Stack)], all[..^1], new Dictionary<string, Tensor>());
            return (grown, all[^1].DetachFromDisposeScope());
        }
        catch (Exception e) when (e is ArgumentException or CompositionException or KeyNotFoundException)
        {
            throw new InvalidDataException($"'{file.Path}' is not for this model: {e.Message}", e);
        }
    }

    /// <exception cref="InvalidDataException">The folder's adapters have gates.</exception>
    public static void Refuse(string folder)
    {
        if (IsIn(folder))
            throw new InvalidDataException($"'{folder}' has adapters with gates: what they add depends on the prompt, so they can't be merged, exported or "
                + "trained on; kif answer, chat and serve use them");
    }

    private static Tensor Vector(SafetensorsFile file, int adapter, ParameterSpace space, Device device)
    {
        using var scope = torch.NewDisposeScope();
        return torch.cat([.. space.Parameters.Select(p =>
        {
            Tensor piece = file.Load(Name(adapter, p), space.DType, device);
            return piece.shape.SequenceEqual(p.Shape) ? piece.reshape(-1)
                : throw new ArgumentException($"'{Name(adapter, p)}' is {string.Join(" × ", piece.shape)}, not {string.Join(" × ", p.Shape)}");
        })]).MoveToOuterDisposeScope();
    }

    private static string Name(int adapter, ParameterInfo parameter) => FormattableString.Invariant($"adapters.{adapter}.{parameter.Name}");

    private static Config ConfigOf(string folder)
    {
        string file = FolderFile.PathOf(folder, ConfigName);
        try
        {
            Config config = JsonFile.ReadObject(file, MaxConfigBytes).Deserialize<Config>(Json)!;
            if (config.Format != Format) throw new InvalidDataException($"'{file}' is of format {config.Format}; this version reads {Format}");
            if (config.Adapters is < 1 or > MaxAdapters) throw new InvalidDataException($"'{file}' has {config.Adapters} adapters; allowed: 1 to {MaxAdapters}");
            config.Lora.Validate();
            return config;
        }
        catch (JsonException e) { throw new InvalidDataException($"'{file}' is damaged: {e.Message}", e); }
        catch (ArgumentException e) { throw new InvalidDataException($"'{file}': {e.Message}", e); }
    }

    private const int MaxConfigBytes = 1 << 20, MaxAdapters = 100_000;

    private sealed record Config(int Format, string BaseModel, int Adapters, LoraSettings Lora, BranchGates Gates);
}
