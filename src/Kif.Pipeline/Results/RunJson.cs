using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif;

/// <summary>The JSON format of a run's files: camel case, invariant numbers, NaN by name.</summary>
internal static class RunJson
{
    public static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same on one line.</summary>
    public static readonly JsonSerializerOptions Line = new(Indented) { WriteIndented = false };

    /// <summary>Writes a file atomically; several processes may write the same one.</summary>
    public static void Write(string file, string text) => AtomicFile.Write(file, text);

    /// <summary>Reads the lines of a file of runs.</summary>
    /// <exception cref="InvalidDataException">It is missing, no regular file, or has too long a line; the message names it.</exception>
    public static IEnumerable<string> Lines(string file) => File.Exists(file) ? RegularFile.Lines(file) : throw new InvalidDataException($"{file} is missing");

    /// <summary>Writes a file that carries its own hash (<see cref="SealedJson"/>); several processes may write the same one.</summary>
    public static void WriteSealed<T>(string file, T value) => AtomicFile.Write(file,
        FileLimits.Checked(file, SealedJson.Write(value, Indented), FileLimits.Record));

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">The format that this version reads; null if the file has no number of its format.</param>
    /// <param name="unnumbered">The format of files without a number, for files that have one now.</param>
    /// <param name="oldest">The oldest format that this version reads; null for the same.</param>
    /// <param name="isSealed">Whether it carries its own hash, if it has this version's format.</param>
    /// <exception cref="InvalidDataException">
    /// The file is missing, malformed, has another format or was changed since it was sealed; the message names it.
    /// </exception>
    public static T Read<T>(string file, int? format = null, int? unnumbered = null, int? oldest = null, bool isSealed = false) where T : class
    {
        try
        {
            byte[] content = RegularFile.ReadAll(file, FileLimits.Record);
            int? found = format is { } current ? FileFormat.Check(file, content, current, unnumbered, oldest) : null;
            // A damaged number must not turn the check off.
            if (isSealed && (found == format || SealedJson.IsSealed(content))) SealedJson.Check(file, content);
            return JsonSerializer.Deserialize<T>(content, Indented) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{file} is missing", e);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is damaged or of another version: {JsonPlace.Describe(e)}", e);
        }
    }
}
