using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kif.Models;

namespace Kif.Tests.Tables;

/// <summary>A call in a folder of known answers of <c>datasets</c>, and what Kif makes of the same files.</summary>
internal sealed partial class DataCase(string folder, JsonElement load)
{
    private readonly JsonElement asked = load.GetProperty("asked");

    private string Path => asked.GetProperty("path").GetString()!;

    /// <summary>Whether the call gives rows or refuses.</summary>
    public bool HasRows => load.TryGetProperty("splits", out _) || load.TryGetProperty("raises", out _);

    /// <summary>Returns "right", "refused: …" or "differs: …". A file that the reference refuses is refused.</summary>
    public string Outcome()
    {
        try
        {
            DataTask[] tasks = Tasks();
            string? name = Text("config") ?? Text("data_dir");
            if (name is not null) tasks = [.. tasks.Where(t => t.Name == name)];
            if (tasks.Length == 0) return $"refused: there is no task '{name}'";
            var read = tasks.Select(t => t.Splits.ToDictionary(s => s.Name, s => s)).ToArray();
            if (load.TryGetProperty("raises", out _))
            {
                foreach (DataTask task in tasks) Read(task);
                return "differs: read";
            }
            if (tasks.Length > 1) return $"differs: {tasks.Length} tasks, {string.Join(", ", tasks.Select(t => t.Name))}";
            return Compare(Read(tasks[0])) is { } difference ? $"differs: {difference}"
                : load.GetProperty("splits").EnumerateObject().Any(s => s.Value.TryGetProperty("reading_raises", out _)) ? "differs: read" : "right";
        }
        catch (InvalidDataException e)
        {
            return $"refused: {e.Message.Replace(folder, "…", StringComparison.Ordinal)}";
        }
    }

    /// <summary>Returns the numbers of examples of the folder by a user's columns, the first of each split, and the notes; or "refused: …".</summary>
    public string Examples(string columns)
    {
        try
        {
            var notes = new List<string>();
            var bad = new List<BadRow>();
            RowColumns named = columns.Length == 0 ? RowColumns.None
                : RowColumns.Of(columns.Split(',').Select(c => c.Split('=')).ToDictionary(c => c[0], c => c[1]), null, "columns");
            var shown = new List<string>();
            foreach (DataTask task in TaskFinder.In(System.IO.Path.Combine(folder, Path), notes))
            {
                notes.AddRange(task.Notes);
                var file = new TaskFile(task, named, notes.Add, bad);
                foreach (DataSplit split in task.Splits)
                    if (file.Read(split) is { Count: > 0 } all) shown.Add($"{task.Name}/{split.Name} {all.Count}: {all[0].Input} => {string.Join('|', all[0].References)}");
            }
            if (bad.Count > 0) shown.Insert(0, $"refused: {bad[0].ToString().Split('/')[^1]}");
            return string.Join("; ", shown.Concat(notes.Distinct())).Replace('\n', '/').Replace(folder, "…", StringComparison.Ordinal);
        }
        catch (InvalidDataException e)
        {
            return $"refused: {e.Message.Replace(folder, "…", StringComparison.Ordinal)}";
        }
    }

    private string? Text(string name) => asked.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private DataTask[] Tasks()
    {
        if (!asked.TryGetProperty("data_files", out JsonElement files) || Path is not ("csv" or "json" or "parquet" or "arrow" or "text"))
            return TaskFinder.In(System.IO.Path.Combine(folder, Path), []);
        DataSplit[] splits = files.ValueKind == JsonValueKind.Object
            ? [.. files.EnumerateObject().Select(f => new DataSplit(f.Name, Files(f.Value.GetString()!)))]
            : [new("train", Files(files.GetString()!))];
        return [new("asked", splits) { Options = Options() }];
    }

    private DataFile[] Files(string pattern) => [.. Directory.GetFiles(System.IO.Path.Combine(folder, System.IO.Path.GetDirectoryName(pattern)!), System.IO.Path.GetFileName(pattern))
        .Order(StringComparer.Ordinal).Select(DataFile.OnDisk)];

    private TableOptions Options()
    {
        CsvOptions csv = new();
        foreach (JsonProperty option in asked.EnumerateObject().Where(o => o.Name is "sep" or "comment" or "quoting" or "encoding" or "column_names" or "header"))
            csv = csv.With(option.Name, option.Value.ValueKind switch
            {
                JsonValueKind.Null => [],
                JsonValueKind.Array => [.. option.Value.EnumerateArray().Select(v => v.GetString()!)],
                _ => [option.Value.ToString()],
            });
        Match names = Text("features") is { } features ? ClassLabel().Match(features) : Match.Empty;
        return new()
        {
            Csv = csv, Field = Text("field"),
            Classes = names.Success ? ClassNames.OfFeatures(JsonElement.Parse(
                $$"""{ "{{names.Groups[1].Value}}": { "_type": "ClassLabel", "names": [{{names.Groups[2].Value.Replace('\'', '"')}}] } }""")) : null,
        };
    }

    private static Dictionary<string, List<JsonElement>> Read(DataTask task)
    {
        var read = new Dictionary<string, List<JsonElement>>();
        ClassNames? classes = null;
        foreach (DataSplit split in task.Splits)
        {
            var sink = new Collected();
            foreach (DataFile file in split.Files) classes = TableReader.Read(file, task.Options with { EarlierClasses = classes, IsRow = row => TaskRowFormat.IsRow(row, RowColumns.None) }, sink) ?? classes;
            if (sink.Rows.Count == 0) throw new InvalidDataException("the file has no rows");
            read.Add(split.Name, sink.Rows);
        }
        return read;
    }

    private string? Compare(Dictionary<string, List<JsonElement>> read)
    {
        JsonElement splits = load.GetProperty("splits");
        string[] names = [.. splits.EnumerateObject().Select(s => s.Name)];
        if (names is ["rows"] && read.Count == 1) read = new() { ["rows"] = read.Values.First() };
        if (Text("split") is { } only) read = read.Where(r => r.Key == only).ToDictionary();
        if (!names.Order().SequenceEqual(read.Keys.Order())) return $"the splits {string.Join(", ", read.Keys)}";
        foreach (JsonProperty split in splits.EnumerateObject())
        {
            JsonElement[] expected = [.. split.Value.GetProperty("rows").EnumerateArray()];
            List<JsonElement> rows = read[split.Name];
            if (expected.Length != rows.Count) return $"{rows.Count} rows of {split.Name}, not {expected.Length}";
            for (int i = 0; i < rows.Count; i++)
                if (Compare(split.Value, expected[i], rows[i], i) is { } difference) return $"{split.Name}, row {i + 1}, {difference}";
        }
        return null;
    }

    private static string? Compare(JsonElement split, JsonElement expected, JsonElement row, int i)
    {
        if (row.ValueKind != JsonValueKind.Object) row = JsonElement.Parse($$"""{"text": {{row.GetRawText()}}}""");
        foreach (JsonProperty column in expected.EnumerateObject())
        {
            JsonElement? mine = row.TryGetProperty(column.Name, out JsonElement value) ? value : null;
            bool right = split.TryGetProperty("texts", out JsonElement texts) && texts.TryGetProperty(column.Name, out JsonElement text)
                ? TextOf(mine) == (text[i].ValueKind == JsonValueKind.Null ? "" : text[i].GetString())
                : split.TryGetProperty("named", out JsonElement named) && named.TryGetProperty(column.Name, out JsonElement name) ? Same(name[i], mine) || Within(name[i], mine)
                : Same(column.Value, mine);
            if (!right) return $"{column.Name}: {mine?.GetRawText() ?? "absent"}";
        }
        string[] more = [.. row.EnumerateObject().Where(c => !expected.TryGetProperty(c.Name, out _) && c.Value.ValueKind != JsonValueKind.Null).Select(c => c.Name)];
        return more.Length > 0 ? $"{string.Join(", ", more)}: not expected" : null;
    }

    private static string TextOf(JsonElement? value) => value is not { } v ? "" : v.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => v.GetString()!,
        JsonValueKind.Object when v.TryGetProperty(RowField.NotFinite, out JsonElement number) => number.GetString()!,
        _ => v.GetRawText(),
    };

    /// <summary>Whether all names that are expected in a value are in it; there is more in it.</summary>
    private static bool Within(JsonElement named, JsonElement? mine) => mine is { ValueKind: JsonValueKind.Object } m && named.ValueKind == JsonValueKind.Object
        && named.EnumerateObject().All(n => Same(n.Value, m.TryGetProperty(n.Name, out JsonElement v) ? v : null) || Within(n.Value, m.TryGetProperty(n.Name, out v) ? v : null));

    private static bool Same(JsonElement expected, JsonElement? given)
    {
        if (expected.ValueKind == JsonValueKind.Null)
            return given is not { } none || none.ValueKind == JsonValueKind.Null || TextOf(given) == "" || none.ValueKind == JsonValueKind.Object
                && (none.TryGetProperty(RowField.NoClass, out _) || none.TryGetProperty(RowField.NotFinite, out _));
        if (given is not { } mine) return expected.ValueKind == JsonValueKind.Object && expected.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.Null);
        return expected.ValueKind switch
        {
            JsonValueKind.Object when expected.EnumerateObject().Count(p => p.Name.StartsWith('$')) == 1 =>
                Special(expected.EnumerateObject().First().Name, expected.EnumerateObject().First().Value, mine),
            JsonValueKind.Object => mine.ValueKind == JsonValueKind.Object
                && expected.EnumerateObject().All(p => Same(p.Value, mine.TryGetProperty(p.Name, out JsonElement v) ? v : null))
                && mine.EnumerateObject().All(p => expected.TryGetProperty(p.Name, out _)),
            JsonValueKind.Array => mine.ValueKind == JsonValueKind.Array && expected.GetArrayLength() == mine.GetArrayLength()
                && expected.EnumerateArray().Zip(mine.EnumerateArray()).All(p => Same(p.First, p.Second)),
            JsonValueKind.Number => TextOf(mine) == expected.GetRawText() || mine.ValueKind == JsonValueKind.Number && (mine.GetRawText() == expected.GetRawText()
                || Math.Abs(mine.GetDouble() - expected.GetDouble()) <= 1e-7 * Math.Abs(expected.GetDouble())),
            // The reference turns numbers under texts into texts.
            JsonValueKind.String => mine.ValueKind is JsonValueKind.String or JsonValueKind.Number && TextOf(mine) == expected.GetString(),
            _ => mine.ValueKind == expected.ValueKind,
        };
    }

    private static bool Special(string kind, JsonElement expected, JsonElement mine) => kind switch
    {
        "$timestamp" or "$date" or "$time" => TextOf(mine) == expected.GetString() || DateTimeOffset.TryParse(TextOf(mine), CultureInfo.InvariantCulture, out DateTimeOffset m)
            && DateTimeOffset.TryParse(expected.GetString(), CultureInfo.InvariantCulture, out DateTimeOffset e) && m == e,
        "$seconds" => mine.GetDouble() == expected.GetDouble(),
        "$decimal" => mine.GetRawText() == expected.GetString(),
        "$bytes" => mine.ValueKind == JsonValueKind.Object ? mine.TryGetProperty(RowField.Unread, out _)
            : Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(TextOf(mine))) == expected.GetString(),
        "$float" => mine.TryGetProperty(RowField.NotFinite, out _),
        _ => false,
    };

    [GeneratedRegex(@"'(\w+)': ClassLabel\(names=\[([^\]]*)\]\)")]
    private static partial Regex ClassLabel();

    /// <summary>Keeps rows; a fault ends the reading.</summary>
    private sealed class Collected : IRowSink
    {
        public List<JsonElement> Rows { get; } = [];

        public void Define(string definition) { }

        public void Add(JsonElement row, int number, int line) => Rows.Add(row.Clone());

        public void Fault(int row, JsonPlace place, string problem) =>
            throw new InvalidDataException(place.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {place.Line}: {problem}") : problem);

        public void Note(string note) { }
    }
}
