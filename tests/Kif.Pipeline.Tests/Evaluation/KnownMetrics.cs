using System.Text.Json;

namespace Kif.Tests.Evaluation;

/// <summary>Known answers for metrics: a case per line.</summary>
internal static class KnownMetrics
{
    public static JsonElement[] Lines(string file) =>
        [.. File.ReadLines(Path.Combine(Fixtures.Root, "metrics", file)).Select(line => JsonDocument.Parse(line).RootElement)];

    public static JsonElement Whole(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Fixtures.Root, "metrics", file))).RootElement;

    public static string Text(this JsonElement known, string field) => known.GetProperty(field).GetString()!;

    public static string[] Texts(this JsonElement known, string field) => [.. known.GetProperty(field).EnumerateArray().Select(t => t.GetString()!)];

    public static double[] Numbers(this JsonElement known, string field) => [.. known.GetProperty(field).EnumerateArray().Select(t => t.GetDouble())];

    /// <summary>An example of which only the wanted answers matter.</summary>
    public static Example Wanting(params string[] references) => new("", references[0], "1") { References = references };
}
