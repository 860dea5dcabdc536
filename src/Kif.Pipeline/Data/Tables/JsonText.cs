using System.Text;
using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>JSON in a window on a file, and the place of the window in the file.</summary>
/// <param name="window">The window.</param>
internal sealed class JsonText(ByteWindow window)
{
    private const int MaxDepth = 10_000;

    // Fields that nobody reads may be nested deeply.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = MaxDepth };

    private static readonly byte[] Before = Encoding.UTF8.GetBytes($"{{\"{RowField.NotFinite}\":\"");

    private bool replaced;

    /// <summary>The options of readers that go as deep.</summary>
    public static JsonReaderOptions Reader { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>The window.</summary>
    public ByteWindow Window => window;

    /// <summary>The line at which the window begins, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The byte in that line, from 0.</summary>
    public int Column { get; private set; }

    /// <summary>Passes bytes of the window and counts their lines.</summary>
    public void Skip(int count)
    {
        ReadOnlySpan<byte> passed = window.Bytes[..count];
        int last = passed.LastIndexOf((byte)'\n');
        Line += last < 0 ? 0 : passed.Count((byte)'\n');
        Column = last < 0 ? Column + count : count - last - 1;
        window.Skip(count);
    }

    /// <summary>Passes white space. Returns the byte that follows; -1 at the end.</summary>
    public int SkipSpace()
    {
        while (true)
        {
            int at = window.Bytes.IndexOfAnyExcept(" \t\r\n"u8);
            Skip(at < 0 ? window.Bytes.Length : at);
            if (at >= 0) return window.Bytes[0];
            if (!window.Fill()) return -1;
        }
    }

    /// <summary>Parses a value; numbers that JSON lacks become objects of <see cref="RowField.NotFinite"/>.</summary>
    /// <param name="json">The value.</param>
    /// <param name="wrapped">The bytes with such objects; null if there is no such number.</param>
    /// <exception cref="JsonException">It is malformed.</exception>
    public JsonDocument Parse(ReadOnlyMemory<byte> json, out byte[]? wrapped)
    {
        (wrapped, replaced) = (Wrapped(json.Span), false);
        replaced = wrapped is not null;
        return JsonDocument.Parse(wrapped ?? json, Deep);
    }

    /// <summary>Parses the values on a line: one, or several objects.</summary>
    /// <exception cref="JsonException">It is malformed.</exception>
    public IEnumerable<JsonDocument> Values(ReadOnlyMemory<byte> line)
    {
        try { return [Parse(line, out _)]; }
        catch (JsonException e)
        {
            try { return Objects(Wrapped(line.Span) ?? line); }
            catch (JsonException) { throw e; }
        }
    }

    /// <summary>Returns the place of malformed JSON in what was parsed last; without the byte where numbers were replaced before.</summary>
    public JsonPlace PlaceOf(JsonException e)
    {
        JsonPlace place = JsonPlace.Of(e);
        int at = place.Line == 1 && place.Byte > 0 ? place.Byte + Column : place.Byte;
        return new(place.Line == 0 ? 0 : place.Line + Line - 1, replaced ? 0 : at);
    }

    /// <summary>Whether bytes are a value by themselves.</summary>
    public static bool IsWhole(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument whole = Value(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Parses a value of any form, e.g. a list of labels.</summary>
    /// <exception cref="JsonException">It is malformed.</exception>
    public static JsonDocument Value(ReadOnlyMemory<byte> json) => JsonDocument.Parse(Wrapped(json.Span) ?? json, Deep);

    /// <summary>Describes malformed JSON, without the place.</summary>
    public static string Message(JsonException e) => $"invalid JSON: {JsonPlace.Without(e)}";

    /// <summary>Returns an object's own spelling of a name, without regard to case; null if it has no such name.</summary>
    public static string? NameOf(JsonElement whole, string name) => whole.TryGetProperty(name, out _) ? name
        : whole.EnumerateObject().Select(NameOf).FirstOrDefault(n => name.Equals(n, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the definition of a task: a text, or texts that are joined; null if it has none.</summary>
    public static string? Definition(JsonElement task, string? name) => name is null ? null : Definition(task.GetProperty(name));

    private static string? Definition(JsonElement d) => d.ValueKind switch
    {
        JsonValueKind.String => RowField.TextOrNull(d),
        JsonValueKind.Array when d.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String && RowField.TextOrNull(t) is not null)
            => string.Join(' ', d.EnumerateArray().Select(RowField.TextOrNull)),
        _ => null,
    };

    private static string? NameOf(JsonProperty property)
    {
        try { return property.Name; }
        catch (InvalidOperationException) { return null; }
    }

    private static List<JsonDocument> Objects(ReadOnlyMemory<byte> line)
    {
        var all = new List<JsonDocument>();
        var reader = new Utf8JsonReader(line.Span, Reader with { AllowMultipleValues = true });
        while (reader.Read())
            all.Add(reader.TokenType == JsonTokenType.StartObject ? JsonDocument.ParseValue(ref reader) : throw new JsonException("not an object"));
        return all;
    }

    private static byte[]? Wrapped(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0) return null;
        byte[] copy = json.ToArray(), wrapped = NotFiniteNumbers.Wrapped(copy, Before, "\"}"u8);
        return ReferenceEquals(copy, wrapped) ? null : wrapped;
    }
}
