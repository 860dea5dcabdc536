using System.Text.Json;
using Kif.Models.Files;

namespace Kif.Pipeline.State;

/// <summary>The file of a state's plain values, each of them JSON, as one object.</summary>
internal static class ValueFile
{
    public static void Write(string path, IReadOnlyDictionary<string, byte[]> values)
    {
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            json.WriteStartObject();
            foreach ((string name, byte[] value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value);
            }
            json.WriteEndObject();
        });
    }
}
