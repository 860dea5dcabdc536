using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>
/// Reads a composition in JSON: <c>{ "strategy": "kif-lora", "estimate": { "use": "mixed", "beta1": 0.9 }, "fuse": "adaptive", "add": ["ewc"] }</c>. A part
/// is a name, or an object with <c>use</c>. Strategies are added by plus signs in <c>strategy</c>, with options under their names, or by <c>add</c>, a list
/// of names or objects with <c>use</c>. Comments and trailing commas are allowed. The output of <see cref="StrategySpec.ToJson"/> is such a file.
/// </summary>
internal static class CompositionFile
{
    private static readonly JsonDocumentOptions Lenient = new()
        { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false };

    /// <summary>Reads a file.</summary>
    /// <exception cref="CompositionException">The file is not a composition; the message has the file and the fault.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static StrategySpec Read(string file)
    {
        StrategySpec spec = Parse(Text(file), OptionOrigin.File(file));
        string[] renamed = [.. RenamedOptions.In(spec)];
        return renamed.Length == 0 ? spec : throw new CompositionException(FileFormat.Older(Path.GetFileName(file), string.Join(", ", renamed)));
    }

    private static string Text(string file)
    {
        try { return TextFile.Text(RegularFile.ReadAll(file, FileLimits.Description), file); }
        catch (InvalidDataException e) { throw new CompositionException(e.Message); }
    }

    /// <summary>Reads a JSON text.</summary>
    /// <param name="json">The composition as JSON.</param>
    /// <param name="origin">The origin for descriptions and messages.</param>
    /// <exception cref="CompositionException">
    /// The text is not a composition; the message has the fault. Names and options are checked when it is composed.
    /// </exception>
    public static StrategySpec Parse(string json, string origin = OptionOrigin.Code)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new CompositionException($"{origin} is no composition: an object with 'strategy' is needed");
            return Spec(document.RootElement, origin);
        }
        catch (JsonException e)
        {
            throw new CompositionException($"{origin} is no composition: {JsonPlace.Describe(e)}");
        }
        // Half of a surrogate pair shows when a text is read.
        catch (InvalidOperationException)
        {
            throw new CompositionException($"{origin} is no composition: a text in it is no valid Unicode");
        }
    }

    private static StrategySpec Spec(JsonElement root, string origin)
    {
        string strategy = "";
        var own = new List<OptionValue>();
        var added = new List<StrategySpec>();
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.NameEquals("strategy")) strategy = Text(property.Value, "strategy", origin);
            else if (property.NameEquals("origins")) continue; // added by kif run --dry-run --json
            else if (property.NameEquals("add")) added.AddRange(Added(property.Value, origin));
            else Flatten(property.Value, property.Name, own, origin);
        }
        if (strategy.Length == 0) throw new CompositionException($"{origin} is no composition: 'strategy' is missing");
        if (added.Count == 0) return new(strategy, own);
        IEnumerable<OptionValue> Below(StrategySpec r) => r.Options.Select(s => s with { Path = $"{r.Strategy}.{s.Path}" });
        return new(string.Join('+', added.Select(a => a.Strategy).Prepend(strategy)), [.. Below(new(strategy, own)), .. added.SelectMany(Below)]);
    }

    private static IEnumerable<StrategySpec> Added(JsonElement list, string origin)
    {
        if (list.ValueKind != JsonValueKind.Array) throw new CompositionException($"{origin}: 'add' is a list of strategies");
        foreach (JsonElement one in list.EnumerateArray())
        {
            var settings = new List<OptionValue>();
            if (one.ValueKind == JsonValueKind.Object) Flatten(one, "", settings, origin);
            string name = one.ValueKind == JsonValueKind.Object ? settings.Find(s => s.Path == "use")?.Text ?? "" : Text(one, "add", origin);
            if (name.Length == 0) throw new CompositionException($"{origin}: what 'add' lists is a name or an object with 'use'");
            yield return new(name, [.. settings.Where(s => s.Path != "use")]);
        }
    }

    private static void Flatten(JsonElement value, string path, List<OptionValue> settings, string origin)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in value.EnumerateObject())
                Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", settings, origin);
        }
        else settings.Add(new(path, Text(value, path, origin), origin));
    }

    private static string Text(JsonElement value, string path, string origin) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array or JsonValueKind.Object => throw new CompositionException($"{origin}: '{path}' is a list or an object; a single value is needed"),
        _ => value.GetRawText(),
    };
}
