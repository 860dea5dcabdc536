using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kif;

/// <summary>Plain values of a state as JSON text: the one form in which they are counted, written and read.</summary>
public static class StateJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The value as UTF-8 JSON; numbers in the shortest form that reads back as the same bits.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>The value that <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no such value.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> text) => JsonSerializer.Deserialize<T>(text, Options);
}
