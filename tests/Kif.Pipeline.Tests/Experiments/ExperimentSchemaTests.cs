using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Kif.Pipeline.Tests.Experiments;

/// <summary>
/// The schema that ships is the one that follows from the settings and what is written above them. KIF_WRITE_SCHEMA names a file to write it to.
/// </summary>
public class ExperimentSchemaTests
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters =
            { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(), Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Lazy<Dictionary<string, string>> Documents = new(() => new[] { "Kif.Pipeline", "Kif.Models", "Kif.Abstractions" }
        .SelectMany(a => XDocument.Load(Path.Combine(AppContext.BaseDirectory, a + ".xml")).Descendants("member"))
        .Where(m => m.Attribute("name")!.Value.StartsWith("P:Kif.", StringComparison.Ordinal))
            .ToDictionary(m => m.Attribute("name")!.Value, m => Regex.Replace(Plain(m.Element("summary")), @"\s+", " ").Trim()));

    [Fact]
    public void The_schema_that_ships_is_the_one_of_the_settings()
    {
        string made = Make().ToJsonString(Json) + "\n";
        if (Environment.GetEnvironmentVariable("KIF_WRITE_SCHEMA") is { } file) File.WriteAllText(file, made);
        ExperimentSchema.Text.Should().Be(made, "KIF_WRITE_SCHEMA=src/Kif.Pipeline/Jobs/experiment.schema.json writes it again");
    }

    [Fact]
    public void Every_setting_has_a_description()
    {
        JsonObject properties = JsonNode.Parse(ExperimentSchema.Text)!["properties"]!.AsObject();

        properties.Count.Should().BeGreaterThan(20);
        properties.Where(p => p.Key != "$schema" && p.Value!["description"] is null).Select(p => p.Key).Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"model":"\ud800"}""", "x.json is no experiment: a text in it is no valid Unicode")]
    [InlineData("""{"\udc00":1}""", "x.json is no experiment: a text in it is no valid Unicode")]
    [InlineData("{\"seeds\":[\n  1,\n  \"a\"\n]}", "x.json: seeds is [ 1, \"a\" ], which does not fit")]
    [InlineData("{\"seeds\":[\"\u202e\"]}", "x.json: seeds is [\"\\u202e\"], which does not fit")]
    public void What_is_no_experiment_is_told_on_one_line_of_plain_signs(string text, string message)
    {
        string folder = Directory.CreateTempSubdirectory("kif-init-").FullName, file = Path.Combine(folder, "x.json");
        try
        {
            File.WriteAllText(file, text);
            FluentActions.Invoking(() => ExperimentFile.Read(file)).Should().Throw<CompositionException>().WithMessage(message);
            FluentActions.Invoking(() => CompositionFile.Read(file)).Should().Throw<CompositionException>();
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    [Theory]
    [InlineData("plugin")]
    [InlineData("plugins")]
    [InlineData("assembly")]
    [InlineData("libtorch")]
    [InlineData("command")]
    public void An_experiment_names_no_code(string setting)
    {
        string file = Path.GetTempFileName();
        try
        {
            foreach (string text in new[] { $$$"""{"model":"embedded","{{{setting}}}":"x.dll"}""", $$$"""{"model":"embedded","training":{"{{{setting}}}":"x.dll"}}""" })
            {
                File.WriteAllText(file, text);
                FluentActions.Invoking(() => ExperimentFile.Read(file)).Should().Throw<CompositionException>().WithMessage($"*no setting is named *{setting}*");
            }
        }
        finally { File.Delete(file); }
    }

    [Fact]
    public void What_init_writes_is_an_experiment_that_says_nothing_the_schema_lacks()
    {
        string folder = Directory.CreateTempSubdirectory("kif-init-").FullName;
        try
        {
            IReadOnlyList<string> files = InitJob.Write(folder);
            CompareSettings settings = ExperimentFile.Read(files[0]).Settings;

            settings.Seeds.Should().Equal(1, 2, 3);
            settings.Strategies.Should().Equal("seq-lora", "replay", "kif-lora", "kif-threshold=kif-lora");
            settings.Training.LearningRate.Should().Be(CompareSettings.ForEmbedded().Training.LearningRate);
            JsonObject said = JsonNode.Parse(File.ReadAllText(files[0]))!.AsObject(),
                known = JsonNode.Parse(File.ReadAllText(files[1]))!["properties"]!.AsObject();
            said.Select(p => p.Key).Should().BeSubsetOf(known.Select(p => p.Key));
            FluentActions.Invoking(() => InitJob.Write(folder)).Should().Throw<IOException>().WithMessage("*is there already*");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonObject Make()
    {
        JsonObject schema = Json.GetJsonSchemaAsNode(typeof(CompareSettings), new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe })
            .AsObject();
        JsonObject properties = schema["properties"]!.AsObject();
        JsonObject Choice(string name) =>
            new() { ["description"] = properties[name]!["description"]!.DeepClone(),
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "object", ["required"] = new JsonArray("use") }) };
        properties["metric"] = Choice("metric");
        properties["dataFormat"] = Choice("dataFormat");
        properties["tuneBy"] = new JsonObject
        {
            ["description"] = properties["tuneBy"]!["description"]!.DeepClone(),
            ["enum"] = new JsonArray([.. Enum.GetNames<TuningMethod>().Select(n => (JsonNode)n.ToLowerInvariant())]),
        };
        properties["strategies"] = new JsonObject
        {
            ["description"] = properties["strategies"]!["description"]!.DeepClone(), ["type"] = "array", ["minItems"] = 1,
            ["items"] = new JsonObject
                { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject
                { ["type"] = "object", ["required"] = new JsonArray("strategy") }) },
        };
        properties.Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        schema.Insert(0, "title", "An experiment of Kif");
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (context.PropertyInfo is not { AttributeProvider: System.Reflection.PropertyInfo property } || node is not JsonObject described) return node;
        if (Documents.Value.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out string? text)) described.Insert(0, "description", text);
        if (described.ContainsKey("properties")) described["additionalProperties"] = false;
        return described;
    }

    /// <summary>A summary with the names of what it refers to.</summary>
    private static string Plain(XElement? summary) => summary is null ? "" : string.Concat(summary.Nodes().Select(n => n switch
    {
        XElement { Name.LocalName: "see" or "paramref" } e =>
            JsonNamingPolicy.CamelCase.ConvertName((e.Attribute("cref")?.Value ?? e.Attribute("name")?.Value ?? "").Split('.')[^1]),
        XElement e => e.Value,
        XText t => t.Value,
        _ => "",
    }));
}
