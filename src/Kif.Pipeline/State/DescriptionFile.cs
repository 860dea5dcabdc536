using System.Text.Json;

namespace Kif.Pipeline.State;

/// <summary>Reads the JSON file that says what a saved folder holds; it is written last, so that a folder with one is a whole one.</summary>
internal static class DescriptionFile
{
    /// <summary>The description, of the one format that this version reads.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="what">What is described, for messages, e.g. <c>learner</c>.</param>
    /// <param name="json">How it is read.</param>
    /// <param name="current">The format.</param>
    /// <param name="format">Reads the format.</param>
    /// <exception cref="InvalidDataException">The file is missing, or describes nothing of this version; the message says which.</exception>
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
