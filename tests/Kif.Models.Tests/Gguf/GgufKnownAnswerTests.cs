using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kif.Tests;

namespace Kif.Models.Tests;

/// <summary>Adapters and models as GGUF, against the files that llama.cpp's own converters write.</summary>
public sealed class GgufKnownAnswerTests
{
    public static TheoryData<string> Cases => [.. Fixtures.Folders("gguf")];

    public static TheoryData<string> Bases => [.. Fixtures.Folders("gguf").Where(c => File.Exists(Of(c, "base.gguf.json")))];

    /// <summary>Tensors in the same order with the same bytes, and the same metadata but for the name.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void An_adapter_is_the_converters(string name)
    {
        using var folder = new TemporaryFolder();
        GgufExport.Adapter(ModelFolder.Open(Of(name, "base")), Of(name, "adapter"), folder["out.gguf"]);
        GgufReader made = GgufReader.Read(folder["out.gguf"]), plain = GgufReader.Read(Of(name, "adapter.gguf"));
        bool folds = File.Exists(Of(name, "adapter-folded.gguf"));
        GgufReader wanted = folds ? GgufReader.Read(Of(name, "adapter-folded.gguf")) : plain;
        Assert.Equal(Texts(plain), Texts(made));
        Assert.Equal(wanted.Tensors.Select(Text), made.Tensors.Select(Text));
        foreach ((GgufReader.Entry one, GgufReader.Entry other) in wanted.Tensors.Zip(made.Tensors))
        {
            if (!folds || one.Name.EndsWith("lora_a", StringComparison.Ordinal))
                Assert.Equal(one.Hash, other.Hash);
            else
                Assert.True(Distance(one.Floats, other.Floats) <= 1e-7, $"{one.Name} differs by {Distance(one.Floats, other.Floats)}");
        }
        Assert.Equal(folds ? plain.Size : wanted.Size, made.Size);
    }

    /// <summary>
    /// The whole file: settings, vocabulary, tensors. One thing differs on purpose: where tokenizer.model stands beside tokenizer.json, the converter does not
    /// see the added tokens of the latter, and the runtime then reads them as text ('&lt;start_of_turn&gt;' as eleven pieces).
    /// </summary>
    [Theory]
    [MemberData(nameof(Bases))]
    public void A_model_is_the_converters(string name)
    {
        using var folder = new TemporaryFolder();
        GgufExport.Model(ModelFolder.Open(Of(name, "base")), folder["out.gguf"]);
        GgufReader made = GgufReader.Read(folder["out.gguf"]);
        JsonObject wanted = JsonNode.Parse(File.ReadAllText(Of(name, "base.gguf.json")))!.AsObject();
        Assert.Equal(
            wanted["metadata"]!.AsArray().Select(m => $"{m!["key"]} {m["type"]} {Plain((string)m["key"]! == "tokenizer.ggml.token_type"
                ? Added(name, m["value"]!.AsArray()) : m["value"]!)}"),
            made.Metadata.Select(m => $"{m.Key} {m.Type} {Plain(m.Value)}"));
        Assert.Equal(
            wanted["tensors"]!.AsArray().Select(t => $"{t!["name"]} {t["type"]} {t["shape"]!.ToJsonString()} {t["offset"]} {t["sha256"]}"),
            made.Tensors.Select(t => $"{t.Name} {t.Type} [{string.Join(',', t.Shape)}] {t.Offset} {t.Hash}"));
        Assert.Equal((int)wanted["data_offset"]!, made.DataOffset);
        Assert.Equal((int)wanted["size"]!, made.Size);
    }

    /// <summary>Corrects the kinds of added tokens that the converter took for text.</summary>
    private static JsonArray Added(string name, JsonArray kinds)
    {
        JsonArray corrected = kinds.DeepClone().AsArray();
        foreach (JsonNode? token in JsonNode.Parse(File.ReadAllText(Of(name, "base/tokenizer.json")))!["added_tokens"]!.AsArray())
            if ((int)corrected[(int)token!["id"]!]! == 1) corrected[(int)token["id"]!] = (bool)token["special"]! ? 3 : 4;
        return corrected;
    }

    private static IEnumerable<string> Texts(GgufReader file) =>
        file.Metadata.Select(m => $"{m.Key} {m.Type} {(m.Key == "general.name" ? "" : Plain(m.Value))}");

    /// <summary>A value as text, numbers in one form.</summary>
    private static string Plain(JsonNode value) => value switch
    {
        JsonArray list => $"[{string.Join(", ", list.Select(item => Plain(item!)))}]",
        _ when value.GetValueKind() == JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };

    private static string Text(GgufReader.Entry tensor) => $"{tensor.Name} {tensor.Type} [{string.Join(", ", tensor.Shape)}] {tensor.Offset}";

    private static double Distance(float[] one, float[] other) =>
        Math.Sqrt(one.Zip(other, (a, b) => ((double)a - b) * ((double)a - b)).Sum() / one.Sum(a => (double)a * a));

    private static string Of(string name, string file) => Path.Combine(Fixtures.Root, "gguf", name, file);
}
