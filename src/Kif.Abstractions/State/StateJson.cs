using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif;

/// <summary>The JSON serialization of a state's plain values, used to count, write and read them.</summary>
public static class StateJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Serializes a value to UTF-8 JSON; numbers in the shortest form that reads back as the same bits.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Deserializes a value written by <see cref="Write"/>.</summary>
    /// <exception cref="JsonException">The text is not such a value.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> text) => JsonSerializer.Deserialize<T>(text, Options);
}
