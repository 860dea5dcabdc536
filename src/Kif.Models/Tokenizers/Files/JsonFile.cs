using System.Text.Json;
using Kif.Models.Files;

namespace Kif.Models.Tokenizers;

/// <summary>A JSON object of a tokenizer folder, read with errors that name file and field.</summary>
internal sealed class JsonFile
{
    private JsonFile(string path, JsonElement root) => (Path, Root) = (path, root);

    public string Path { get; }

    public JsonElement Root { get; }

    /// <summary>Reads a file of a folder; a missing file counts as an empty object.</summary>
    public static JsonFile ReadOrEmpty(string folder, string name) =>
        FolderFile.Find(folder, name) is { } path ? Read(path) : new JsonFile(System.IO.Path.Combine(folder, name), JsonElement.Parse("{}"));

    /// <summary>Reads a file of at most 256 MiB.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a JSON object, or too large.</exception>
    public static JsonFile Read(string path)
    {
        try
        {
            return new JsonFile(path, Files.JsonFile.Parse(VocabularyLimits.Bytes(path)));
        }
        catch (FormatException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Enumerates the members of the file's object.</summary>
    public IEnumerable<(string Name, JsonField Value)> Members() => new JsonField(this, "", Root).Members();

    public JsonField this[string name] => new JsonField(this, "", Root)[name];
}
