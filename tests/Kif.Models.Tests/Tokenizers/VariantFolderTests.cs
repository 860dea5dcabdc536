using System.Text.Json;
using System.Text.Json.Nodes;
using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Folders that ask for something else by their own files: what AutoTokenizer of transformers gives for each.</summary>
public sealed class VariantFolderTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Root, "*.json").Select(path => Path.GetFileNameWithoutExtension(path))];

    private static string Root => Path.Combine(Fixtures.Own, "tokenizer-variants");

    [Theory]
    [MemberData(nameof(Names))]
    public void Follows_the_files(string name)
    {
        var known = JsonElement.Parse(File.ReadAllText(Path.Combine(Root, name + ".json")));
        using var folder = Folder(known);
        var tokenizer = TokenizerFolder.Load(folder.Path);
        var wrong = new List<string>();
        foreach (var line in known.GetProperty("cases").EnumerateArray())
        {
            var (text, ids) = (line.GetProperty("text").GetString()!, Ids(line, "ids"));
            Same(text, "ids", Shown(tokenizer.Encode(text)), Shown(ids));
            Same(text, "ids_no_special", Shown(tokenizer.Encode(text, addSpecialTokens: false)), Shown(Ids(line, "ids_no_special")));
            Same(text, "decoded", tokenizer.Decode(ids), line.GetProperty("decoded").GetString()!);
            Same(text, "decoded_raw", tokenizer.Decode(ids, skipSpecialTokens: false), line.GetProperty("decoded_raw").GetString()!);
        }

        foreach (var line in known.GetProperty("pairs").EnumerateArray())
        {
            var pair = (line.GetProperty("first").GetString()!, line.GetProperty("second").GetString()!);
            var batch = tokenizer.EncodePairs([pair], new BatchOptions { Padding = PaddingStrategy.None });
            Same(pair.ToString(), "ids", Shown(batch.Ids[0]), Shown(Ids(line, "ids")));
            Same(pair.ToString(), "types", Shown(batch.TypeIds[0]), Shown(Ids(line, "types")));
        }

        wrong.Should().BeEmpty();
        Roles(tokenizer).Should().Be(string.Join(' ', known.GetProperty("special").EnumerateObject().Select(role => role.Value.GetRawText())));

        void Same(string text, string field, string actual, string expected)
        {
            if (actual != expected)
            {
                wrong.Add($"{field} of {JsonSerializer.Serialize(text)}: {JsonSerializer.Serialize(actual)}, expected {JsonSerializer.Serialize(expected)}");
            }
        }
    }

    [Fact]
    public void Truncates_and_pads_as_transformers()
    {
        var tokenizer = KnownAnswerFolders.Load("bert-wordpiece");
        foreach (var line in File.ReadLines(Path.Combine(Root, "truncation.jsonl")).Select(line => JsonElement.Parse(line)))
        {
            var options = Options(line);
            var (first, second) = (line.GetProperty("first").GetString()!, line.GetProperty("second").GetString());
            var encoding = () => second is null ? tokenizer.EncodeBatch([first], options) : tokenizer.EncodePairs([(first, second)], options);
            if (line.TryGetProperty("error", out _))
            {
                encoding.Should().Throw<ArgumentException>("of {0}", line);
                continue;
            }

            var batch = encoding();
            batch.Ids[0].Should().Equal(Ids(line, "ids"), "of {0}", line);
            batch.TypeIds[0].Should().Equal(Ids(line, "types"), "of {0}", line);
            batch.AttentionMask[0].Should().Equal(Ids(line, "mask"), "of {0}", line);
        }
    }

    private static BatchOptions Options(JsonElement line) => new()
    {
        MaxLength = line.GetProperty("max_length").GetInt32(),
        Truncation = line.GetProperty("truncation").GetString() switch
        {
            "longest_first" => TruncationStrategy.LongestFirst,
            "only_first" => TruncationStrategy.OnlyFirst,
            _ => TruncationStrategy.OnlySecond,
        },
        TruncationSide = Side(line.GetProperty("truncation_side")),
        PaddingSide = Side(line.GetProperty("padding_side")),
        Padding = line.GetProperty("padding").GetString() switch
        {
            "longest" => PaddingStrategy.Longest,
            "max_length" => PaddingStrategy.MaxLength,
            _ => PaddingStrategy.None,
        },
        PadToMultipleOf = line.GetProperty("multiple") is { ValueKind: JsonValueKind.Number } multiple ? multiple.GetInt32() : null,
        AddSpecialTokens = line.GetProperty("special").GetBoolean(),
    };

    private static TokenSide Side(JsonElement field) => field.GetString() == "left" ? TokenSide.Left : TokenSide.Right;

    private static string Roles(ITokenizer of) => string.Join(
        ' ',
        new[] { of.BeginId, of.EndId, of.UnknownId, of.PadId, of.ClassifierId, of.SeparatorId, of.MaskId }.Select(
            id => id?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"));

    private static TemporaryFolder Folder(JsonElement known)
    {
        var files = known.GetProperty("files").EnumerateArray().Select(file => file.GetString()!).ToArray();
        var folder = files.Length == 0
            ? new TemporaryFolder()
            : TemporaryFolder.Copy(KnownAnswerFolders.Files(known.GetProperty("folder").GetString()!), files);
        folder.Write("tokenizer_config.json", known.GetProperty("config").GetRawText());
        if (known.GetProperty("patch") is { ValueKind: JsonValueKind.Object } patch)
        {
            var path = Path.Combine(folder.Path, "tokenizer.json");
            var json = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
            foreach (var member in patch.EnumerateObject())
            {
                json[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }

            folder.Write("tokenizer.json", json.ToJsonString());
        }

        return folder;
    }

    private static int[] Ids(JsonElement line, string field) => [.. line.GetProperty(field).EnumerateArray().Select(id => id.GetInt32())];

    private static string Shown(int[] ids) => string.Join(' ', ids);
}
