using System.Text.Json;
using Kif.Models;

namespace Kif.Tokenizers;

/// <summary>A value in a JSON file of a tokenizer folder, read with errors that name file and field; an absent value counts as null.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Path">The names on the way to the value, with dots between them; empty for the file's object.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonField(string File, string Path, JsonElement Value)
{
    /// <summary>Reads the object of a file of a folder; a missing file counts as an empty object.</summary>
    public static JsonField ReadOrEmpty(string folder, string name) =>
        FolderFile.Find(folder, name) is { } path ? Read(path) : new(System.IO.Path.Combine(folder, name), "", JsonElement.Parse("{}"));

    /// <summary>Reads the object of a file of at most 256 MiB.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a JSON object, or too large.</exception>
    public static JsonField Read(string path)
    {
        try
        {
            return new(path, "", JsonFile.Parse(VocabularyLimits.Bytes(path)));
        }
        catch (FormatException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    public bool IsNull => Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>The <c>type</c> of a component, or null if the component is null.</summary>
    public string? Type => IsNull ? null : this["type"].Text;

    public string Text => Value.ValueKind == JsonValueKind.String ? Valid(Value, value => value.GetString()!) : throw Not("a string");

    public int Number => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var number) ? number : throw Not("an integer");

    public double Real => Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out var number) && double.IsFinite(number)
        ? number
        : throw Not("a number");

    public bool Flag => Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : throw Not("true or false");

    public JsonField this[string name] => Value.ValueKind switch
    {
        JsonValueKind.Object => new(File, Path.Length == 0 ? name : $"{Path}.{name}", Value.TryGetProperty(name, out var value) ? value : default),
        JsonValueKind.Undefined or JsonValueKind.Null => new(File, $"{Path}.{name}", default),
        _ => throw Not("an object"),
    };

    /// <summary>Whether the field is present in the file, even as null.</summary>
    public bool IsWritten => Value.ValueKind != JsonValueKind.Undefined;

    public bool FlagOr(bool absent) => IsNull ? absent : Flag;

    public int NumberOr(int absent) => IsNull ? absent : Number;

    public string? TextOrNull() => IsNull ? null : Text;

    /// <summary>Enumerates the items of a list; none if it is null.</summary>
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

    /// <summary>Enumerates the members of an object; none if it is null.</summary>
    public IEnumerable<(string Name, JsonField Value)> Members()
    {
        if (IsNull)
        {
            yield break;
        }

        foreach (var member in (Value.ValueKind == JsonValueKind.Object ? Value : throw Not("an object")).EnumerateObject())
        {
            var name = Valid(member, known => known.Name);
            yield return (name, new(File, $"{Path}.{name}", member.Value));
        }
    }

    /// <summary>The file and path as messages show them.</summary>
    public string Where => $"{File}: {DisplayText.Of(Path, 200)}";

    /// <summary>Makes the error for an unsupported value.</summary>
    public InvalidDataException Unsupported(string supported) => new($"{Where} is {Shown()}; supported here: {supported}.");

    /// <summary>Throws the error of <see cref="Unsupported"/> unless the condition holds.</summary>
    public void Require(bool holds, string supported)
    {
        if (!holds)
        {
            throw Unsupported(supported);
        }
    }

    private InvalidDataException Not(string expected) => new($"{Where} is {Shown()}; {expected} is expected.");

    /// <summary>Reads a value; throws if it is not valid Unicode.</summary>
    private string Valid<T>(T value, Func<T, string> read)
    {
        try
        {
            return read(value);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException($"{Where} holds a string that is no valid Unicode.", error);
        }
    }

    private string Shown() => IsNull ? "null" : DisplayText.Of(Value.GetRawText(), 120);
}
