using System.Globalization;
using System.Text;
using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>What README.md (between its first lines <c>---</c>), .huggingface.yaml and dataset_infos.json say of a data set.</summary>
internal sealed class DatasetCard
{
    private const int MostBytes = 4 << 20;

    private const string Default = "default";

    private readonly Dictionary<string, JsonElement> infos = new(StringComparer.Ordinal);

    private DatasetCard(string file) => File = file;

    /// <summary>The file that has the settings.</summary>
    public string File { get; }

    /// <summary>The configs, as they are written. Default: none.</summary>
    public IReadOnlyList<JsonElement> Configs { get; private set; } = [];

    /// <summary>Reads what a folder says of itself.</summary>
    /// <exception cref="InvalidDataException">A file is malformed.</exception>
    public static DatasetCard Of(string root)
    {
        string readme = Path.Combine(root, "README.md"), dotted = Path.Combine(root, ".huggingface.yaml"), older = Path.Combine(root, "dataset_infos.json");
        var card = new DatasetCard(System.IO.File.Exists(dotted) ? dotted : readme);
        if (System.IO.File.Exists(older))
            foreach (JsonProperty config in JsonFile.ReadObject(older).EnumerateObject()) card.infos[config.Name] = config.Value;
        if (System.IO.File.Exists(readme) && Head(readme) is { } head) card.Take(head, readme);
        if (System.IO.File.Exists(dotted)) card.Take(TextFile.Text(RegularFile.ReadAll(dotted, MostBytes), dotted), dotted);
        return card;
    }

    /// <summary>Returns the class names of a config; null for none.</summary>
    public ClassNames? Classes(string? config) =>
        Info(config) is { } info && info.TryGetProperty("features", out JsonElement features) ? ClassNames.OfCard(features) ?? ClassNames.OfFeatures(features)
        : null;

    /// <summary>Returns the numbers of rows of the splits of a config; empty if it says none.</summary>
    public IReadOnlyDictionary<string, long> Counts(string? config)
    {
        var counts = new Dictionary<string, long>();
        if (Info(config) is not { } info || !info.TryGetProperty("splits", out JsonElement splits)) return counts;
        IEnumerable<JsonElement> all = splits.ValueKind switch
        {
            JsonValueKind.Array => splits.EnumerateArray(),
            JsonValueKind.Object => splits.EnumerateObject().Select(p => p.Value),
            _ => [],
        };
        foreach (JsonElement split in all)
            if (split.ValueKind == JsonValueKind.Object && split.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
                && split.TryGetProperty("num_examples", out JsonElement count)
                && long.TryParse(count.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long rows)) counts[name.GetString()!] = rows;
        return counts;
    }

    private JsonElement? Info(string? config) =>
        infos.TryGetValue(config ?? Default, out JsonElement info) || infos.Count == 1 && config is null or Default
        && infos.TryGetValue(infos.Keys.First(), out info)
            ? info.ValueKind == JsonValueKind.Object ? info : null : null;

    private void Take(string yaml, string file)
    {
        JsonElement root;
        try { root = YamlJson.Parse(yaml); }
        catch (InvalidDataException e) { throw new InvalidDataException($"'{file}': {e.Message}", e); }
        if (root.ValueKind != JsonValueKind.Object) return;
        if (root.TryGetProperty("configs", out JsonElement configs))
            Configs = configs.ValueKind == JsonValueKind.Array ? [.. configs.EnumerateArray()]
                : throw new InvalidDataException($"'{file}': 'configs' is no list");
        if (!root.TryGetProperty("dataset_info", out JsonElement infoOf)) return;
        foreach (JsonElement info in infoOf.ValueKind == JsonValueKind.Array ? infoOf.EnumerateArray() : new[] { infoOf }.AsEnumerable())
            if (info.ValueKind == JsonValueKind.Object)
                infos[info.TryGetProperty("config_name", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : Default] = info;
    }

    /// <summary>Returns what lies between the first line of dashes, which begins the file, and the next.</summary>
    private static string? Head(string readme)
    {
        string text = TextFile.Text(RegularFile.ReadAll(readme, MostBytes), readme);
        var reader = new StringReader(text);
        if (reader.ReadLine()?.TrimEnd() != "---") return null;
        var head = new StringBuilder();
        while (reader.ReadLine() is { } line)
        {
            if (line.TrimEnd() == "---") return head.ToString();
            head.Append(line).Append('\n');
        }
        return null;
    }
}
