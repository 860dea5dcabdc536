using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kif.Models.Tokenizers.Jinja;

namespace Kif.Models.Tokenizers;

/// <summary>Converts .NET values to template values.</summary>
internal static class ChatValues
{
    public static object? Of(object? value)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return value switch
        {
            null or string or bool or long or double => value,
            JsonElement json => Of(json),
            JsonNode node => Of(JsonSerializer.SerializeToElement(node)),
            float real => (double)real,
            sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
            IEnumerable<KeyValuePair<string, object?>> entries => Map(entries),
            IEnumerable<KeyValuePair<string, string>> entries => Map(entries.Select(entry => KeyValuePair.Create(entry.Key, (object?)entry.Value))),
            IEnumerable items => new JinjaList(items.Cast<object?>().Select(Of)),
            _ => throw new ArgumentException($"A template cannot be given a {value.GetType()}; allowed: JSON, texts, numbers, truth values, lists, dictionaries."),
        };
    }

    private static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.Array => new JinjaList(json.EnumerateArray().Select(Of)),
        JsonValueKind.Object => Map(json.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, (object?)member.Value))),
        _ => null,
    };

    private static JinjaMap Map(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        var map = new JinjaMap();
        foreach (var (key, value) in entries)
        {
            map[key] = Of(value);
        }

        return map;
    }
}
