using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif.Models;

/// <summary>
/// The files of a folder with adapters that have gates, in a form of Kif's own: no other form can say that what they add depends on the prompt.
/// </summary>
internal static class GatedAdapterFile
{
    /// <summary>The file of the factors and of the gates' parameters: <c>adapters.0.NAME</c> of the oldest adapter, and so on.</summary>
    public const string WeightsName = "gated_adapter.safetensors";

    private const string ConfigName = "gated_adapter.json";

    private const int Format = 1, MaxConfigBytes = 1 << 20, MaxAdapters = 100_000;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, IgnoreReadOnlyProperties = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Whether a folder has such adapters.</summary>
    public static bool IsIn(string folder) => FolderFile.Find(folder, ConfigName) is not null;

    /// <exception cref="InvalidDataException">The folder's adapters have gates.</exception>
    public static void Refuse(string folder)
    {
        if (IsIn(folder))
            throw new InvalidDataException($"'{folder}' has adapters with gates: what they add depends on the prompt, so they can't be merged, exported or "
                + "trained on; kif answer, chat and serve use them");
    }

    /// <summary>Writes the description; its presence says that the folder is whole.</summary>
    public static void Write(string folder, string baseModel, int adapters, LoraSettings lora, BranchGates gates) => AtomicFile.Write(
        Path.Combine(folder, ConfigName), JsonSerializer.SerializeToUtf8Bytes(new GatedAdapterSettings(Format, baseModel, adapters, lora, gates), Json));

    /// <summary>Reads the description.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of a later version; the message names it.</exception>
    public static GatedAdapterSettings Read(string folder)
    {
        string file = FolderFile.PathOf(folder, ConfigName);
        try
        {
            GatedAdapterSettings settings = JsonFile.ReadObject(file, MaxConfigBytes).Deserialize<GatedAdapterSettings>(Json)!;
            if (settings.Format != Format) throw new InvalidDataException($"'{file}' is of format {settings.Format}; this version reads {Format}");
            if (settings.Adapters is < 1 or > MaxAdapters)
                throw new InvalidDataException($"'{file}' has {settings.Adapters} adapters; allowed: 1 to {MaxAdapters}");
            settings.Lora.Validate();
            return settings;
        }
        catch (JsonException e) { throw new InvalidDataException($"'{file}' is damaged: {e.Message}", e); }
        catch (ArgumentException e) { throw new InvalidDataException($"'{file}': {e.Message}", e); }
    }
}

/// <summary>The description of a folder with adapters that have gates.</summary>
/// <param name="Format">Its format.</param>
/// <param name="BaseModel">The path or name of the pretrained model.</param>
/// <param name="Adapters">The number of adapters, the newest included.</param>
/// <param name="Lora">The settings of each of them.</param>
/// <param name="Gates">The settings of their gates.</param>
internal sealed record GatedAdapterSettings(int Format, string BaseModel, int Adapters, LoraSettings Lora, BranchGates Gates);
