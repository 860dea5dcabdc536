using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kif.Models;

/// <summary>
/// The settings of a JSON file such as <c>config.json</c>, or of an object in it. Every getter checks the setting's type, and its
/// errors name the file, the setting and its value. A setting that is null counts as missing.
/// </summary>
public sealed class ConfigFile
{
    private readonly string path;
    private readonly string prefix;

    private ConfigFile(string path, string prefix, JsonElement settings) => (this.path, this.prefix, Json) = (path, prefix, settings);

    /// <summary>The settings as a JSON object.</summary>
    public JsonElement Json { get; }

    /// <summary>Reads a file of at most 16 MiB.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a JSON object, repeats a key, or nests more than 64 levels deep.</exception>
    public static ConfigFile Read(string path) => Read(path, 16 << 20);

    /// <summary>Reads a file of another kind that may be larger.</summary>
    internal static ConfigFile Read(string path, long maxBytes) => new(path, "", JsonFile.ReadObject(path, maxBytes));

    /// <summary>Wraps settings that are not in a file.</summary>
    /// <param name="settings">A JSON object.</param>
    /// <param name="source">The file name in errors. Default: <c>config.json</c>.</param>
    public static ConfigFile Of(JsonElement settings, string source = "config.json") => new(source, "", settings);

    /// <summary>Whether the setting exists and is not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Reads a 32-bit integer.</summary>
    /// <exception cref="InvalidDataException">The setting is missing or of another kind.</exception>
    public int Int(string name) => ReadInt(name, Required(name));

    /// <summary>Reads a 32-bit integer, or the default if the setting is missing.</summary>
    /// <exception cref="InvalidDataException">The setting is of another kind.</exception>
    public int Int(string name, int byDefault) => Find(name) is { } value ? ReadInt(name, value) : byDefault;

    /// <summary>Reads an integer of 1 or more.</summary>
    /// <exception cref="InvalidDataException">The setting is missing or of another kind.</exception>
    public int Size(string name) => Int(name) is var size and > 0 ? size : throw Refuse(name, "1 or more");

    /// <summary>Reads an integer of 1 or more, or the default if the setting is missing.</summary>
    /// <exception cref="InvalidDataException">The setting is of another kind.</exception>
    public int Size(string name, int byDefault) => Has(name) ? Size(name) : byDefault;

    /// <summary>Reads an integer from 1 to a maximum.</summary>
    /// <exception cref="InvalidDataException">The setting is missing or of another kind.</exception>
    public int SizeUpTo(int most, string name) => Size(name) is var size && size <= most ? size : throw Refuse(name, $"1 to {most}");

    /// <summary>Reads an integer or a list of integers (as in <c>eos_token_id</c>), always as a list; empty if the setting is missing.</summary>
    /// <exception cref="InvalidDataException">The setting is of another kind.</exception>
    public IReadOnlyList<int> Ints(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => ReadInt(name, item))],
        { } value => [ReadInt(name, value)],
    };

    /// <summary>Reads a number.</summary>
    /// <exception cref="InvalidDataException">The setting is missing or of another kind.</exception>
    public double Double(string name) => ReadDouble(name, Required(name));

    /// <summary>Reads a number, or the default if the setting is missing.</summary>
    /// <exception cref="InvalidDataException">The setting is of another kind.</exception>
    public double Double(string name, double byDefault) => Find(name) is { } value ? ReadDouble(name, value) : byDefault;

    /// <summary>Reads a Boolean.</summary>
    /// <exception cref="InvalidDataException">The setting is missing or of another kind.</exception>
    public bool Bool(string name) => ReadBool(name, Required(name));

    /// <summary>Reads a Boolean, or the default if the setting is missing.</summary>
    /// <exception cref="InvalidDataException">The setting is of another kind.</exception>
    public bool Bool(string name, bool byDefault) => Find(name) is { } value ? ReadBool(name, value) : byDefault;

    /// <summary>Reads a string.</summary>
    /// <exception cref="InvalidDataException">The setting is missing or of another kind.</exception>
    public string String(string name) => ReadString(name, Required(name));

    /// <summary>Reads a string, or the default if the setting is missing.</summary>
    /// <exception cref="InvalidDataException">The setting is of another kind.</exception>
    public string? String(string name, string? byDefault) => Find(name) is { } value ? ReadString(name, value) : byDefault;

    /// <summary>Reads a list of numbers; empty if the setting is missing.</summary>
    /// <exception cref="InvalidDataException">The setting is of another kind.</exception>
    internal IReadOnlyList<double> Doubles(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => ReadDouble(name, item))],
        { } value => throw Wrong(name, value, "a list of numbers"),
    };

    /// <summary>Reads a list of strings; empty if the setting is missing.</summary>
    /// <exception cref="InvalidDataException">The setting is of another kind.</exception>
    public IReadOnlyList<string> Strings(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => ReadString(name, item))],
        { } value => throw Wrong(name, value, "a list of texts"),
    };

    /// <summary>Reads all settings, each of which must be a string.</summary>
    /// <exception cref="InvalidDataException">One is of another kind.</exception>
    internal IEnumerable<(string Name, string Text)> Texts() =>
        Json.EnumerateObject().Select(entry => (entry.Name, ReadString(entry.Name, entry.Value)));

    /// <summary>Reads the settings of a nested object; null if it is missing.</summary>
    /// <exception cref="InvalidDataException">The setting is of another kind.</exception>
    public ConfigFile? Section(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new(path, $"{prefix}{name}.", value),
        { } value => throw Wrong(name, value, "an object"),
    };

    /// <summary>Creates an error about a setting, for callers that accept fewer values than its type allows.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="allowed">The allowed values, for instance "one of 'relu', 'gelu'".</param>
    public InvalidDataException Refuse(string name, string allowed) =>
        Json.TryGetProperty(name, out JsonElement value)
            ? Wrong(name, value, allowed) : new($"'{path}': {prefix}{DisplayText.Of(name)} is missing; allowed: {allowed}.");

    /// <summary>Reads a size that transformers completes by its class if it is left out. A setting of nearly that name is taken for a misspelling.</summary>
    /// <exception cref="InvalidDataException">The setting is of another kind, or misspelled.</exception>
    internal int SizeOrClass(string name, int ofClass, int most = int.MaxValue)
    {
        if (Json.TryGetProperty(name, out _)) return SizeUpTo(most, name);
        return Json.EnumerateObject().Any(p => p.Name.Length < 100 && NearestName.Distance(name, p.Name) <= 1) ? Size(name) : ofClass;
    }

    /// <summary>Returns the settings with general names replaced by the family's own, as transformers reads them.</summary>
    /// <param name="names">General names and the family's own.</param>
    /// <exception cref="InvalidDataException">Both are there and contradict each other.</exception>
    internal ConfigFile Mapped(params (string General, string Own)[] names)
    {
        (string General, string Own)[] used = [.. names.Where(n => Has(n.General))];
        if (used.Length == 0) return this;
        foreach ((string general, string own) in used)
            if (Find(own) is { } value && value.GetRawText() != Find(general)!.Value.GetRawText())
                throw Refuse(general, $"{DisplayText.Of(value.GetRawText())}, since {own}, which is the same setting, says so");
        JsonObject settings = JsonObject.Create(Json)!;
        foreach ((string general, string own) in used)
        {
            settings[own] = settings[general]!.DeepClone();
            settings.Remove(general);
        }
        return new(path, prefix, JsonElement.Parse(settings.ToJsonString()));
    }

    /// <summary>Returns the settings with another value of one of them.</summary>
    internal ConfigFile With(string name, JsonNode? value)
    {
        JsonObject settings = JsonObject.Create(Json)!;
        settings[name] = value;
        return new(path, prefix, JsonElement.Parse(settings.ToJsonString()));
    }

    /// <summary>Returns these settings, completed by those of another section.</summary>
    internal ConfigFile Over(ConfigFile? below)
    {
        if (below is null) return this;
        JsonObject settings = JsonObject.Create(below.Json)!;
        foreach (JsonProperty own in Json.EnumerateObject()) settings[own.Name] = JsonNode.Parse(own.Value.GetRawText());
        return new(path, prefix, JsonElement.Parse(settings.ToJsonString()));
    }

    /// <summary>Rejects settings that are null where transformers fails at null or takes it for another value than the default.</summary>
    /// <exception cref="InvalidDataException">One is null; the message names it.</exception>
    internal void RefuseNull(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (Json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Null)
                throw Refuse(name, "a value, or to leave the setting out for the default");
    }

    /// <summary>Creates an error about a setting that must be one of several names; it suggests the nearest.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="known">The names that are allowed.</param>
    public InvalidDataException RefuseName(string name, IEnumerable<string> known)
    {
        string[] names = [.. known];
        string near = Find(name) is { ValueKind: JsonValueKind.String } value ? NearestName.Hint(ReadString(name, value), names) : "";
        return new(Refuse(name, string.Join(", ", names)).Message + near);
    }

    private JsonElement? Find(string name) =>
        Json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement Required(string name) => Find(name) ?? throw (Json.TryGetProperty(name, out JsonElement nothing)
        ? Wrong(name, nothing, "a value")
        : new($"'{path}': {prefix}{name} is missing.{NearestName.Hint(name, Json.EnumerateObject().Select(p => p.Name))}"));

    private int ReadInt(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Wrong(name, value, "a whole number of 32 bits");

    private double ReadDouble(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
        ? number : throw Wrong(name, value, "a finite number");

    private bool ReadBool(string name, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, value, "true or false");

    private string ReadString(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong(name, value, "a text");
        try { return value.GetString()!; }
        catch (InvalidOperationException) { throw Wrong(name, value, "a text in valid Unicode"); }
    }

    private InvalidDataException Wrong(string name, JsonElement value, string allowed) =>
        new($"'{path}': {prefix}{DisplayText.Of(name)} is {DisplayText.Of(value.GetRawText())}; allowed: {allowed}.");
}
