using System.Text.Json;

namespace Kif.Models.Backbones;

/// <summary>Reads a configuration file; says which entry was wrong.</summary>
/// <param name="root">The root object.</param>
public readonly struct ConfigReader(JsonElement root)
{
    /// <summary>A whole number that must be there.</summary>
    /// <exception cref="InvalidDataException">It is missing or no positive whole number.</exception>
    public int Size(string name) => Find(name) is { } e
        ? e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out int value) && value > 0 ? value : throw Wrong(name, e, "a positive whole number")
        : throw new InvalidDataException($"the configuration has no '{name}'");

    /// <summary>A whole number, or <paramref name="otherwise"/> where it is missing or null.</summary>
    public int Size(string name, int otherwise) => Find(name) is null ? otherwise : Size(name);

    /// <summary>A number, or <paramref name="otherwise"/> where it is missing or null.</summary>
    public double Number(string name, double otherwise) => Find(name) is not { } e ? otherwise
        : e.ValueKind == JsonValueKind.Number ? e.GetDouble() : throw Wrong(name, e, "a number");

    /// <summary>A truth value, or <paramref name="otherwise"/> where it is missing or null.</summary>
    public bool Flag(string name, bool otherwise) => Find(name) is not { } e ? otherwise
        : e.ValueKind is JsonValueKind.True or JsonValueKind.False ? e.GetBoolean() : throw Wrong(name, e, "true or false");

    /// <summary>A text, or <paramref name="otherwise"/> where it is missing or null.</summary>
    public string Text(string name, string otherwise) => Find(name) is not { } e ? otherwise
        : e.ValueKind == JsonValueKind.String ? e.GetString()! : throw Wrong(name, e, "a text");

    /// <summary>One token id or a list of them; empty where it is missing or null.</summary>
    public int[] Ids(string name) => Find(name) is not { } e ? []
        : e.ValueKind == JsonValueKind.Number ? [e.GetInt32()]
        : e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().Select(i => i.GetInt32())] : throw Wrong(name, e, "a token id or a list of them");

    /// <summary>An inner object; null where it is missing or null.</summary>
    public ConfigReader? Section(string name) => Find(name) is not { } e ? null
        : e.ValueKind == JsonValueKind.Object ? new ConfigReader(e) : throw Wrong(name, e, "an object");

    /// <summary>Whether there is such an entry that is not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    private JsonElement? Find(string name) =>
        root.TryGetProperty(name, out JsonElement e) && e.ValueKind != JsonValueKind.Null ? e : null;

    private static InvalidDataException Wrong(string name, JsonElement seen, string wanted) =>
        new($"'{name}' in the configuration must be {wanted}, not {seen.GetRawText()}");
}
