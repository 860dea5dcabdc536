using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kif;

/// <summary>The configs of a data set's card: a task each, with the names, splits, patterns and options as written.</summary>
/// <param name="card">The card.</param>
/// <param name="root">The folder of the data set.</param>
/// <param name="files">The files below it.</param>
internal sealed partial class CardTasks(DatasetCard card, string root, IReadOnlyList<FoundFile> files)
{
    private static readonly string[] Known = ["config_name", "data_files", "data_dir", "default", "field", "description", "version", "drop_labels"];

    /// <summary>Finds the tasks; none if the card has no configs.</summary>
    /// <exception cref="InvalidDataException">A config is malformed, or names files that are not there.</exception>
    public DataTask[] Find()
    {
        DataTask[] tasks = [.. card.Configs.Select(Task)];
        return tasks.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw Bad(twice.Key, "there are two of this name") : tasks;
    }

    private DataTask Task(JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"'{card.File}': a config must be a mapping with config_name and data_files");
        string name = Text(config, "config_name") ?? "default";
        var notes = new List<string>();
        IReadOnlyList<FoundFile> below = files;
        if (Text(config, "data_dir")?.TrimEnd('/') is { } folder and not ("" or "."))
        {
            below = [.. files.Where(f => f.Relative.StartsWith(folder + "/", StringComparison.Ordinal))
                .Select(f => f with { Relative = f.Relative[(folder.Length + 1)..] })];
            if (below.Count == 0) throw Bad(name, $"data_dir is '{DisplayText.Of(folder)}', where no file is");
        }
        IReadOnlyList<DataSplit> splits = config.TryGetProperty("data_files", out JsonElement said) ? Splits(said, name, below, notes)
            : ShardNames.Splits(below, notes) is { Count: > 0 } shards ? shards : WordSplits.Of(below, notes);
        if (splits.Count == 0) throw Bad(name, "it has no file of rows");
        return new(name == "default" && card.Configs.Count == 1 ? TaskPath.Name(root) : name, splits)
        {
            IsAlone = true, Notes = [.. notes.Select(n => $"{name}: {n}")], Counts = card.Counts(name),
            Options = new() { Classes = card.Classes(name), Csv = Csv(config, name), Field = Text(config, "field") },
        };
    }

    /// <summary>
    /// Returns the splits of <c>data_files</c>: patterns, or lists of split and path. What names no split is split by the names of the files.
    /// </summary>
    private IReadOnlyList<DataSplit> Splits(JsonElement said, string config, IReadOnlyList<FoundFile> below, List<string> notes)
    {
        if (Patterns(said) is { } patterns) return WordSplits.Of(Matching(patterns, config, below), notes);
        (string Split, JsonElement Path)[] listed = said.ValueKind switch
        {
            JsonValueKind.Array =>
                [.. said.EnumerateArray().Select(e => (e.ValueKind == JsonValueKind.Object ? Text(e, "split") : null, e) is (string s, var entry)
                && entry.TryGetProperty("path", out JsonElement p) ? (s, p) : throw Bad(config, "data_files has an entry without split and path"))],
            JsonValueKind.Object => [.. said.EnumerateObject().Select(p => (p.Name, p.Value))],
            _ => throw Bad(config, "data_files must be a pattern, or a list of split and path"),
        };
        var splits = new List<DataSplit>();
        foreach ((string split, JsonElement path) in listed)
        {
            if (!SplitName().IsMatch(split))
                throw Bad(config, $"'{DisplayText.Of(split)}' is no name of a split; letters, digits, _ and points between them are");
            if (splits.Exists(s => s.Name == split)) throw Bad(config, $"the split '{split}' is there twice");
            string[] of = Patterns(path) ?? throw Bad(config, $"the path of the split '{split}' must be a pattern or a list of them");
            splits.Add(new(split, [.. Matching(of, config, below).Select(f => f.File)]));
        }
        foreach (DataFile file in splits.SelectMany(s => s.Files).GroupBy(f => f.Path).Where(g => g.Count() > 1).Select(g => g.First()))
            throw Bad(config, $"'{file.Path}' is in two splits: rows would be tested on that were learned");
        return splits;
    }

    private FoundFile[] Matching(string[] patterns, string config, IReadOnlyList<FoundFile> below)
    {
        var found = new List<FoundFile>();
        foreach (string pattern in patterns)
        {
            if (pattern.Contains("://", StringComparison.Ordinal) || pattern.StartsWith('/') || pattern.Split('/').Contains(".."))
                throw Bad(config, $"'{DisplayText.Of(pattern)}' is no pattern of files in the folder");
            Regex regex = Glob(pattern);
            FoundFile[] matched = [.. below.Where(f => f.File.Format is not null && regex.IsMatch(f.Relative))];
            if (matched.Length == 0) throw Bad(config, $"no file of rows matches '{DisplayText.Of(pattern)}'");
            found.AddRange(matched.Where(f => !found.Contains(f)));
        }
        return [.. found];
    }

    private CsvOptions Csv(JsonElement config, string name)
    {
        CsvOptions options = new();
        foreach (JsonProperty option in config.EnumerateObject().Where(p => !Known.Contains(p.Name)))
        {
            string[] values = option.Value.ValueKind switch
            {
                JsonValueKind.Null => [],
                JsonValueKind.Array when option.Value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) =>
                [.. option.Value.EnumerateArray().Select(v => v.GetString()!)],
                JsonValueKind.String => [option.Value.GetString()!],
                _ => throw Bad(name, $"{DisplayText.Of(option.Name)} must be a text or a list of texts"),
            };
            try { options = options.With(option.Name, values); }
            catch (InvalidDataException e) { throw Bad(name, e.Message); }
        }
        return options;
    }

    private InvalidDataException Bad(string config, string problem) => new($"'{card.File}', config '{DisplayText.Of(config)}': {problem}");

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[]? Patterns(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) =>
        [.. value.EnumerateArray().Select(v => v.GetString()!)],
        _ => null,
    };

    /// <summary>Returns a pattern of paths: * and ? stay in a folder, ** crosses folders, [abc] is one sign.</summary>
    private static Regex Glob(string pattern)
    {
        string regex = Regex.Escape(pattern.StartsWith("./", StringComparison.Ordinal) ? pattern[2..] : pattern)
            .Replace(@"\*\*/", "(?:[^/]+/)*", StringComparison.Ordinal).Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal).Replace(@"\?", "[^/]", StringComparison.Ordinal).Replace(@"\[", "[", StringComparison.Ordinal);
        try { return new("^" + regex + "$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant); }
        catch (ArgumentException) { return new("^" + Regex.Escape(pattern) + "$", RegexOptions.NonBacktracking); }
    }

    [GeneratedRegex(@"^\w+(?:\.\w+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex SplitName();
}
