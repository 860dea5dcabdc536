using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kif.Models;

namespace Kif;

/// <summary>
/// An experiment in JSON: every property of <see cref="CompareSettings"/> under its name, nested ones as objects; <c>strategies</c> lists names,
/// <c>name=strategy</c>, or compositions (<see cref="CompositionFile"/>) optionally with a <c>name</c> of their own. Comments and trailing commas are allowed,
/// unknown names are not.
/// </summary>
internal static class ExperimentFile
{
    private static readonly JsonDocumentOptions Lenient = new()
        { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters =
            { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a file. Paths of model, data and adapter in it are relative to the current folder.</summary>
    /// <returns>The settings, and the options of strategies by their names in results.</returns>
    /// <exception cref="CompositionException">The file is no experiment; the message has the file, the path of the setting, and what is wrong.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static (CompareSettings Settings, IReadOnlyList<StrategySpec> StrategyOptions) Read(string file)
    {
        string name = Path.GetFileName(file);
        try
        {
            using var document = JsonDocument.Parse(Text(file), Lenient);
            return Parse(document.RootElement, name);
        }
        catch (JsonException e)
        {
            throw new CompositionException($"{name} is no experiment: {JsonPlace.Describe(e)}");
        }
        // Half of a surrogate pair shows when a text is read.
        catch (InvalidOperationException)
        {
            throw new CompositionException($"{name} is no experiment: a text in it is no valid Unicode");
        }
        catch (CompositionException e) when (!e.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new CompositionException($"{name}: {e.Message}");
        }
    }

    /// <summary>Reads a file that somebody wrote by hand, or was sent.</summary>
    private static string Text(string file)
    {
        try { return TextFile.Text(RegularFile.ReadAll(file, FileLimits.Description), file); }
        catch (InvalidDataException e) { throw new CompositionException(e.Message); }
    }

    /// <summary>Writes a short file to start from: the most common settings, with a reference to the schema beside it.</summary>
    internal static string Start()
    {
        var settings = CompareSettings.ForEmbedded();
        JsonObject all = JsonSerializer.SerializeToNode(settings, Json)!.AsObject();
        JsonObject Some(string name, params string[] keys) =>
            new(keys.Select(k => KeyValuePair.Create(k, all[name]![k]?.DeepClone())).Where(k => k.Value is not null));
        var root = new JsonObject
        {
            ["$schema"] = "./experiment.schema.json", ["model"] = settings.Model, ["data"] = settings.Data, ["order"] = new JsonArray(),
            ["orderCount"] = 2, ["seeds"] = new JsonArray(1, 2, 3),
            ["strategies"] = new JsonArray("seq-lora", "replay", "kif-lora", new JsonObject
                { ["name"] = "kif-threshold", ["strategy"] = "kif-lora", ["fuse"] = "threshold" }),
            ["baseline"] = settings.Strategies[0],
            ["training"] = Some("training", "learningRate", "epochs", "batchSize"), ["lora"] = Some("lora", "rank", "alpha", "dropout", "targets"),
            ["evaluation"] = Some("evaluation", "maxNewTokens", "batchSize"), ["threads"] = settings.Threads, ["out"] = "results",
        };
        return root.ToJsonString(Json) + "\n";
    }

    /// <summary>Writes the file of everything in a folder: strategies with every value, all orders and seeds.</summary>
    internal static string ToJson(CompareSettings settings, RunDescription description)
    {
        JsonObject root = JsonSerializer.SerializeToNode(settings, Json)!.AsObject();
        root["strategies"] = new JsonArray([.. description.Strategies.Select(name => Strategy(name, description.Compositions[name]))]);
        root["order"] = new JsonArray();
        root["orders"] = new JsonArray([.. description.Orders.Select(o => new JsonArray([.. o.Tasks.Select(t => (JsonNode)t)]))]);
        root["orderCount"] = description.Orders.Count;
        root["seeds"] = new JsonArray([.. description.Seeds.Select(s => (JsonNode)s)]);
        root["set"] = new JsonArray([.. settings.Set.Where(s => ComparisonParts.OfComparison(s)).Select(s => (JsonNode)s)]);
        // The results of a search are in the strategies and their learning rates.
        foreach (string search in new[] { "tune", "tuneTasks", "tuneBy", "tuneLearningRate" }) root.Remove(search);
        root["ownLearningRates"] = new JsonObject(description.OwnLearningRates.Select(r => KeyValuePair.Create<string, JsonNode?>(r.Key, r.Value)));
        if (description.Baseline is { } baseline) root["baseline"] = baseline;
        // Where and how many at a time runs are executed is decided by each call.
        foreach (string place in new[] { "out", "parallel" }) root.Remove(place);
        root["metric"] = Part(settings.Metric);
        root["dataFormat"] = settings.DataFormat.Use.Length > 0 ? Part(settings.DataFormat) : null;
        Prune(root);
        return root.ToJsonString(Json) + "\n";
    }

    private static (CompareSettings, IReadOnlyList<StrategySpec>) Parse(JsonElement root, string file)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new CompositionException("it is no object; write { \"strategies\": [\"seq-lora\", \"kif-lora\"] }");
        bool plain = Embedded(root, "model") && Embedded(root, "data");
        CompareSettings settings = plain ? CompareSettings.ForEmbedded() : new();
        var renamed = new List<string>();
        var options = new List<StrategySpec>();
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.NameEquals("$schema")) continue;
            if (property.Name.Equals(nameof(CompareSettings.Strategies), StringComparison.OrdinalIgnoreCase))
                settings = settings with { Strategies = Strategies(property.Value, file, options) };
            else Set(settings, settings, property.Name, property.Name, property.Value, renamed);
        }
        renamed.AddRange(Renamed(settings, options));
        return renamed.Count == 0 ? (settings, options) : throw new CompositionException(FileFormat.Older(file, string.Join(", ", renamed)));
    }

    /// <summary>Returns messages with the new names of the strategies' options.</summary>
    private static IEnumerable<string> Renamed(CompareSettings settings, IEnumerable<StrategySpec> options)
    {
        Dictionary<string, string> strategies = settings.Strategies.Select(s => s.Split('=', 2)).DistinctBy(s => s[0]).ToDictionary(s => s[0], s => s[^1]);
        IEnumerable<StrategySpec> set = settings.Set.Select(s => (Path: s.Split('=', 2)[0].Split('.', 2), Value: s.Split('=', 2)[^1]))
            .Select(s => new StrategySpec(s.Path[0], [new(s.Path[^1], s.Value, OptionOrigin.Code)]));
        return options.Concat(set).SelectMany(s => RenamedOptions.In(s with { Strategy = strategies.GetValueOrDefault(s.Strategy, s.Strategy) }));
    }

    private static bool Embedded(JsonElement root, string name) =>
        !root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.String && value.GetString() == CompareSettings.Embedded;

    private static void Set(CompareSettings settings, object owner, string name, string path, JsonElement value, List<string> renamed)
    {
        PropertyInfo? property = OptionReflection.Properties(owner.GetType())
            .FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && p.GetCustomAttribute<JsonIgnoreAttribute>() is null);
        if (property is null && RenamedOptions.Replacement(path, value.ToString()) is { } same)
        {
            OptionPath.Set(settings, "experiment", same.Path, same.Value);
            return;
        }
        if (property is null && RenamedOptions.Name(path) is { } now)
        {
            renamed.Add(now);
            return;
        }
        if (property is null) throw new CompositionException(UnknownName.Message("setting", path, Known(owner, path)));
        object? current = property.GetValue(owner);
        if (value.ValueKind == JsonValueKind.Object && current is ComponentChoice choice) Choose(choice, path, value);
        else if (value.ValueKind == JsonValueKind.Object && OptionReflection.IsNested(current))
        {
            foreach (JsonProperty inner in value.EnumerateObject()) Set(settings, current!, inner.Name, $"{path}.{inner.Name}", inner.Value, renamed);
        }
        else if (value.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
        {
            if (property.PropertyType == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(property.PropertyType))
                throw new CompositionException($"{path} is {Shown(value)}; a single value is needed");
            try { property.SetValue(owner, JsonSerializer.Deserialize(value, property.PropertyType, Json)); }
            catch (JsonException) { throw new CompositionException($"{path} is {Shown(value)}, which does not fit"); }
        }
        else if (typeof(IEnumerable).IsAssignableFrom(property.PropertyType) && property.PropertyType != typeof(string))
            throw new CompositionException($"{path} is {Shown(value)}; a list is needed");
        else OptionPath.Set(settings, "experiment", path, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
    }

    private static IEnumerable<string> Known(object owner, string path) =>
        OptionReflection.Properties(owner.GetType()).Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(p => string.Join('.', path.Split('.')[..^1].Append(JsonNamingPolicy.CamelCase.ConvertName(p.Name))));

    private static void Choose(ComponentChoice choice, string path, JsonElement value)
    {
        foreach (JsonProperty inner in value.EnumerateObject())
        {
            if (inner.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
                throw new CompositionException($"{path}.{inner.Name} is {Shown(inner.Value)}; a single value is needed");
            string text = inner.Value.ValueKind == JsonValueKind.String ? inner.Value.GetString()! : inner.Value.GetRawText();
            if (inner.NameEquals("use")) choice.Use = text;
            else choice.Settings[inner.Name] = text;
        }
    }

    /// <summary>Reads the list of strategies: returns their names, and adds the options that the list gives them.</summary>
    private static List<string> Strategies(JsonElement list, string file, List<StrategySpec> options)
    {
        if (list.ValueKind != JsonValueKind.Array) throw new CompositionException($"strategies is {Shown(list)}; a list is needed");
        var names = new List<string>();
        foreach (JsonElement one in list.EnumerateArray())
        {
            if (one.ValueKind == JsonValueKind.String)
            {
                names.Add(one.GetString()!);
                continue;
            }
            StrategySpec spec = CompositionFile.Parse(one.GetRawText(), OptionOrigin.File(file));
            OptionValue? name = spec.Options.FirstOrDefault(o => o.Path.Equals("name", StringComparison.OrdinalIgnoreCase));
            names.Add(name is null ? spec.Strategy : $"{name.Text}={spec.Strategy}");
            options.Add(new(name?.Text ?? spec.Strategy, [.. spec.Options.Where(o => o != name)]));
        }
        return names;
    }

    private static JsonObject Strategy(string name, JsonObject composition)
    {
        JsonObject node = composition.DeepClone().AsObject();
        if (node["strategy"]!.GetValue<string>() != name) node.Insert(0, "name", name);
        return node;
    }

    private static JsonNode Part(ComponentChoice choice) => choice.Settings.Count == 0
        ? choice.Use
        : new JsonObject(choice.Settings.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key, s.Value)).Prepend(new("use", choice.Use)));

    /// <summary>Removes nulls, and values that are computed from others.</summary>
    private static void Prune(JsonObject node)
    {
        foreach ((string name, JsonNode? value) in node.ToArray())
        {
            if (value is null || name == "scaling") node.Remove(name);
            else if (value is JsonObject inner) Prune(inner);
        }
    }

    private static string Shown(JsonElement value)
    {
        // Lists may be written on several lines, and have any signs in them.
        string text = DisplayText.Of(string.Join(' ', value.GetRawText().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return text.Length <= 40 ? text : text[..40] + "…";
    }
}
