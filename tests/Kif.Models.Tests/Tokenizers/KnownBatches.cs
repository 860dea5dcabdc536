using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Compares batches with batch.json, whose member names say what was asked for.</summary>
internal sealed partial class KnownBatches(ITokenizer tokenizer, string folder)
{
    public void ShouldAllHold()
    {
        var path = Path.Combine(folder, "batch.json");
        Assert.SkipUnless(File.Exists(path), $"There is no {path}.");
        var file = JsonElement.Parse(File.ReadAllBytes(path));
        var texts = Strings(file.GetProperty("texts"));
        foreach (var known in file.EnumerateObject().Where(member => member.Name != "texts"))
        {
            var options = Options(known.Name);
            var batch = known.Name == "pairs"
                ? tokenizer.EncodePairs([.. known.Value.GetProperty("texts").EnumerateArray().Select(Pair)], options)
                : tokenizer.EncodeBatch(texts, options);
            Same(batch.Ids, known.Value, "input_ids", known.Name);
            Same(batch.AttentionMask, known.Value, "attention_mask", known.Name);
            Same(batch.TypeIds, known.Value, "token_type_ids", known.Name);
        }
    }

    private static BatchOptions Options(string name)
    {
        if (name == "pairs")
        {
            return new BatchOptions { Padding = PaddingStrategy.None };
        }

        var parts = Name().Match(name);
        parts.Success.Should().BeTrue("{0} must say what it is", name);
        var side = parts.Groups["side"].Value == "left" ? TokenSide.Left : TokenSide.Right;
        var pads = parts.Groups["what"].Value == "pad";
        return new BatchOptions
        {
            Padding = pads ? PaddingStrategy.Longest : PaddingStrategy.None,
            PaddingSide = pads ? side : null,
            TruncationSide = pads ? null : side,
            PadToMultipleOf = Number("multiple"),
            MaxLength = Number("length"),
            Truncation = parts.Groups["length"].Success ? TruncationStrategy.LongestFirst : TruncationStrategy.None,
        };

        int? Number(string group) => parts.Groups[group].Success ? int.Parse(parts.Groups[group].Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^(?<what>pad|truncate)_(?<side>left|right)(_to_multiple_of_(?<multiple>\d+))?((_truncate)?_(?<length>\d+))?$")]
    private static partial Regex Name();

    private static (string First, string Second) Pair(JsonElement list) =>
        Strings(list) is [var first, var second] ? (first, second) : throw new InvalidDataException();

    private static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private static void Same(int[][] rows, JsonElement known, string field, string name)
    {
        if (known.TryGetProperty(field, out var expected))
        {
            JsonSerializer.Serialize(rows).Should().Be(JsonSerializer.Serialize(expected), "{0} of {1}", field, name);
        }
    }
}
