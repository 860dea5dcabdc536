using System.Text.Json;

namespace Kif.Pipeline.State;

/// <summary>The JSON file that describes a saved folder; it is written last, so that a folder with one is complete.</summary>
internal static class DescriptionFile
{
    /// <summary>Reads a description, in the one format that this version supports.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="what">The kind of what is described, for messages, e.g. <c>learner</c>.</param>
    /// <param name="json">The serializer's options.</param>
    /// <param name="current">The supported format.</param>
    /// <param name="format">Gets the format of a description.</param>
    /// <exception cref="InvalidDataException">The file is missing, malformed or of another version; the message says which.</exception>
    public static T Read<T>(string file, string what, JsonSerializerOptions json, int current, Func<T, int> format) where T : class
    {
        if (!File.Exists(file)) throw new InvalidDataException($"{file} is missing: the folder holds no saved {what}, or was not written to its end");
        try
        {
            T read = JsonSerializer.Deserialize<T>(File.ReadAllBytes(file), json) ?? throw new JsonException("it is null");
            return format(read) == current ? read : throw new InvalidDataException($"{file}: format is {format(read)}; this version reads {current}");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} describes no {what}: {e.Message}", e);
        }
    }
}
