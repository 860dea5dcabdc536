using System.Text.Json;

namespace Kif.Models.Tokenizers;

/// <summary>A JSON object of a tokenizer folder, read with errors that name file and field.</summary>
internal sealed class JsonFile
{
    private JsonFile(string path, JsonElement root) => (Path, Root) = (path, root);

    public string Path { get; }

    public JsonElement Root { get; }

    /// <summary>Reads a file; an absent one counts as an empty object.</summary>
    public static JsonFile ReadOrEmpty(string path) => File.Exists(path) ? Read(path) : new JsonFile(path, JsonElement.Parse("{}"));

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public static JsonFile Read(string path)
    {
        try
        {
            var root = JsonElement.Parse(VocabularyLimits.Bytes(path));
            return root.ValueKind == JsonValueKind.Object
                ? new JsonFile(path, root)
                : throw new InvalidDataException($"{path}: a JSON object is expected, not {root.ValueKind}.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: not valid JSON: {error.Message}", error);
        }
    }

    /// <summary>The members of the file's object.</summary>
    public IEnumerable<(string Name, JsonField Value)> Members() => new JsonField(this, "", Root).Members();

    public JsonField this[string name] => new JsonField(this, "", Root)[name];
}
