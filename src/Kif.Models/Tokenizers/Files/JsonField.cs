using System.Text.Json;

namespace Kif.Models.Tokenizers;

/// <summary>A value in a <see cref="JsonFile"/> together with its path, for errors; an absent value counts as null.</summary>
internal readonly record struct JsonField(JsonFile File, string Path, JsonElement Value)
{
    public bool IsNull => Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>The <c>type</c> of a component, or null where the component is null.</summary>
    public string? Type => IsNull ? null : this["type"].Text;

    public string Text => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Not("a string");

    public int Number => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var number) ? number : throw Not("an integer");

    public bool Flag => Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : throw Not("true or false");

    public JsonField this[string name] => Value.ValueKind switch
    {
        JsonValueKind.Object => new(File, Path.Length == 0 ? name : $"{Path}.{name}", Value.TryGetProperty(name, out var value) ? value : default),
        JsonValueKind.Undefined or JsonValueKind.Null => new(File, $"{Path}.{name}", default),
        _ => throw Not("an object"),
    };

    public bool FlagOr(bool absent) => IsNull ? absent : Flag;

    public int NumberOr(int absent) => IsNull ? absent : Number;

    public string? TextOrNull() => IsNull ? null : Text;

    /// <summary>The items of a list; none where it is null.</summary>
    public IEnumerable<JsonField> Items()
    {
        if (IsNull)
        {
            yield break;
        }

        var at = 0;
        foreach (var item in (Value.ValueKind == JsonValueKind.Array ? Value : throw Not("a list")).EnumerateArray())
        {
            yield return new(File, $"{Path}[{at++}]", item);
        }
    }

    /// <summary>The members of an object; none where it is null.</summary>
    public IEnumerable<(string Name, JsonField Value)> Members()
    {
        if (IsNull)
        {
            yield break;
        }

        foreach (var member in (Value.ValueKind == JsonValueKind.Object ? Value : throw Not("an object")).EnumerateObject())
        {
            yield return (member.Name, new(File, $"{Path}.{member.Name}", member.Value));
        }
    }

    /// <summary>The error for a value that Kif cannot honour.</summary>
    public InvalidDataException Unsupported(string supported) => new($"{File.Path}: {Path} is {Shown()}; supported here: {supported}.");

    /// <summary>Throws <see cref="Unsupported"/> unless the condition holds.</summary>
    public void Require(bool holds, string supported)
    {
        if (!holds)
        {
            throw Unsupported(supported);
        }
    }

    private InvalidDataException Not(string expected) => new($"{File.Path}: {Path} is {Shown()}; {expected} is expected.");

    private string Shown()
    {
        var text = IsNull ? "null" : Value.GetRawText();
        return text.Length <= 120 ? text : text[..120] + "…";
    }
}
