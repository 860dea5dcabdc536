using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>
/// What the metadata of a data set says of its columns, beyond what the file says: the names of class numbers, and which texts are JSON.
/// </summary>
internal sealed class ClassNames
{
    private const int MostNames = 100_000, MaxDepth = 32;

    private readonly IReadOnlyList<string>? names;
    private readonly ClassNames? items;
    private readonly Dictionary<string, ClassNames> fields = [];
    private bool isJson;

    private ClassNames(IReadOnlyList<string>? names = null, ClassNames? items = null) => (this.names, this.items) = (names, items);

    private bool IsNothing => names is null && items is null && fields.Count == 0 && !isJson;

    /// <summary>
    /// Reads the features of columns as <c>datasets</c> writes them into JSON: in Parquet metadata, dataset_info.json and dataset_infos.json.
    /// </summary>
    /// <returns>What they say; null if they say nothing beyond types.</returns>
    public static ClassNames? OfFeatures(JsonElement features) => features.ValueKind == JsonValueKind.Object ? Fields(features, MaxDepth) : null;

    /// <summary>Reads the features of columns as the card of a data set has them: a list of objects with <c>name</c> and <c>dtype</c>.</summary>
    /// <returns>What they say; null if they say nothing beyond types.</returns>
    public static ClassNames? OfCard(JsonElement features) => features.ValueKind == JsonValueKind.Array ? Listed(features, MaxDepth) : null;

    /// <summary>Reads the value of <c>huggingface</c> in a file's metadata; null for none, or for one that says nothing.</summary>
    public static ClassNames? OfMetadata(string? value)
    {
        if (value is null) return null;
        try
        {
            JsonElement root = JsonElement.Parse(value);
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("info", out JsonElement info) && info.ValueKind == JsonValueKind.Object
                && info.TryGetProperty("features", out JsonElement features) ? OfFeatures(features) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns these names, and columns whose texts are JSON.</summary>
    /// <param name="names">The names; null for none.</param>
    /// <param name="columns">The columns.</param>
    public static ClassNames? WithJson(ClassNames? names, IReadOnlyList<string> columns)
    {
        if (columns.Count == 0) return names;
        var all = new ClassNames();
        foreach ((string name, ClassNames of) in names?.fields ?? []) all.fields[name] = of;
        foreach (string column in columns) all.fields.TryAdd(column, new() { isJson = true });
        return all;
    }

    /// <summary>Writes a value with the names in it. A class number that has none becomes an object of <see cref="RowField.NoClass"/>.</summary>
    public void Write(Utf8JsonWriter json, JsonElement value)
    {
        if (names is not null) WriteName(json, value);
        else if (isJson && value.ValueKind == JsonValueKind.String) WriteJson(json, value);
        else if (value.ValueKind == JsonValueKind.Array && items is not null) WriteItems(json, value, items);
        else if (value.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartObject();
            foreach (JsonProperty field in value.EnumerateObject())
            {
                json.WritePropertyName(field.Name);
                // A list of structs is a struct of lists in older data sets.
                ClassNames? of = fields.GetValueOrDefault(field.Name), listed = items?.fields.GetValueOrDefault(field.Name);
                if (of is not null) of.Write(json, field.Value);
                else if (listed is not null && field.Value.ValueKind == JsonValueKind.Array) WriteItems(json, field.Value, listed);
                else field.Value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        else value.WriteTo(json);
    }

    private void WriteName(Utf8JsonWriter json, JsonElement value)
    {
        string? text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        bool number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double of) && of == Math.Floor(of);
        if (text is null || value.ValueKind == JsonValueKind.String && (names!.Contains(text) || !number)) value.WriteTo(json);
        else if (number && of >= 0 && of < names!.Count) json.WriteStringValue(names[(int)of]);
        else
        {
            json.WriteStartObject();
            json.WriteString(RowField.NoClass, text);
            json.WriteEndObject();
        }
    }

    private static void WriteItems(Utf8JsonWriter json, JsonElement list, ClassNames of)
    {
        json.WriteStartArray();
        foreach (JsonElement item in list.EnumerateArray()) of.Write(json, item);
        json.WriteEndArray();
    }

    private static void WriteJson(Utf8JsonWriter json, JsonElement text)
    {
        try { JsonElement.Parse(text.GetString()!).WriteTo(json); }
        catch (JsonException) { text.WriteTo(json); }
    }

    private static ClassNames? Fields(JsonElement features, int depth)
    {
        var all = new ClassNames();
        foreach (JsonProperty field in features.EnumerateObject())
            if (Feature(field.Value, depth - 1) is { } feature) all.fields[field.Name] = feature;
        return all.IsNothing ? null : all;
    }

    private static ClassNames? Feature(JsonElement feature, int depth)
    {
        if (depth == 0) return null;
        if (feature.ValueKind == JsonValueKind.Array && feature.GetArrayLength() == 1) return ListOf(Feature(feature[0], depth - 1));
        if (feature.ValueKind != JsonValueKind.Object) return null;
        if (!feature.TryGetProperty("_type", out JsonElement type) || type.ValueKind != JsonValueKind.String) return Fields(feature, depth);
        return type.GetString() switch
        {
            "ClassLabel" when feature.TryGetProperty("names", out JsonElement names) => Named(names),
            "Json" => new() { isJson = true },
            "List" or "LargeList" or "Sequence" when feature.TryGetProperty("feature", out JsonElement item) => ListOf(Feature(item, depth - 1)),
            _ => null,
        };
    }

    private static ClassNames? Listed(JsonElement features, int depth)
    {
        var all = new ClassNames();
        foreach (JsonElement field in features.EnumerateArray())
            if (field.ValueKind == JsonValueKind.Object && field.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
                && OfCardField(field, depth - 1) is { } feature) all.fields[name.GetString()!] = feature;
        return all.IsNothing ? null : all;
    }

    private static ClassNames? OfCardField(JsonElement field, int depth)
    {
        if (depth <= 0 || field.ValueKind != JsonValueKind.Object) return null;
        if (field.TryGetProperty("dtype", out JsonElement type) && type.ValueKind == JsonValueKind.Object) return OfCardField(type, depth - 1);
        if (field.TryGetProperty("class_label", out JsonElement label) && label.ValueKind == JsonValueKind.Object
            && label.TryGetProperty("names", out JsonElement names))
            return Named(names);
        if (field.TryGetProperty("struct", out JsonElement inner) && inner.ValueKind == JsonValueKind.Array) return Listed(inner, depth - 1);
        foreach (string list in new[] { "list", "sequence", "large_list" })
            if (field.TryGetProperty(list, out JsonElement item))
                return ListOf(item.ValueKind == JsonValueKind.Array ? Listed(item, depth - 1) : OfCardField(item, depth - 1));
        return null;
    }

    private static ClassNames? ListOf(ClassNames? item) => item is null ? null : new(items: item);

    /// <summary>Reads names: a list, or an object of numbers from 0 and names.</summary>
    private static ClassNames? Named(JsonElement given)
    {
        if (given.ValueKind == JsonValueKind.Array && given.GetArrayLength() <= MostNames
            && given.EnumerateArray().All(n => n.ValueKind == JsonValueKind.String))
            return new([.. given.EnumerateArray().Select(n => n.GetString()!)]);
        if (given.ValueKind != JsonValueKind.Object) return null;
        var byNumber = new SortedDictionary<int, string>();
        foreach (JsonProperty name in given.EnumerateObject())
            if (!int.TryParse(name.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number >= MostNames
                || name.Value.ValueKind != JsonValueKind.String
                || !byNumber.TryAdd(number, name.Value.GetString()!)) return null;
        return byNumber.Keys.SequenceEqual(Enumerable.Range(0, byNumber.Count)) ? new([.. byNumber.Values]) : null;
    }
}

/// <summary>Passes rows on with the class names in them.</summary>
/// <param name="sink">Receives the rows.</param>
/// <param name="classes">The names.</param>
internal sealed class NamedRows(IRowSink sink, ClassNames classes) : IRowSink
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <inheritdoc/>
    public void Define(string definition) => sink.Define(definition);

    /// <inheritdoc/>
    public void Add(JsonElement row, int number, int line)
    {
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, ArrowJson.Relaxed)) classes.Write(json, row);
        using JsonDocument named = JsonDocument.Parse(buffer.WrittenMemory);
        sink.Add(named.RootElement, number, line);
    }

    /// <inheritdoc/>
    public void Fault(int row, JsonPlace place, string problem) => sink.Fault(row, place, problem);

    /// <inheritdoc/>
    public void Note(string note) => sink.Note(note);
}
