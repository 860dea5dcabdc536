using System.Text.Json.Nodes;
using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Which fixture folders there are, and where the tokenizer of each lies.</summary>
internal static class KnownAnswerFolders
{
    /// <summary>Folders whose known answers belong to a real model that lies elsewhere.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new() { ["t5"] = "t5-tokenizer", ["byte-bpe"] = "smollm2-135m" };

    /// <summary>The folder whose tokenizer.json a fixture has with some keys replaced.</summary>
    private const string Changed = "smollm2-135m";

    public static TheoryData<string> Names() =>
        [.. Fixtures.Folders("tokenizers").Where(name => HasAnswers(Path.Combine(Fixtures.Root, "tokenizers", name)))];

    public static string Answers(string name)
    {
        var folder = Path.Combine(Fixtures.Root, "tokenizers", name);
        Assert.SkipUnless(Directory.Exists(folder), $"There is no fixture folder {folder}.");
        return folder;
    }

    /// <summary>The folder of the tokenizer itself; the test is skipped where it is not at hand.</summary>
    public static string Files(string name)
    {
        var answers = Answers(name);
        return Elsewhere.TryGetValue(name, out var model) && !IsNewer(answers) ? Real(model) : answers;
    }

    /// <summary>As <see cref="Files"/> or <see cref="Answers"/>, of a folder in the form in which it was published.</summary>
    public static string Original(string name, bool files = true)
    {
        Assert.SkipWhen(IsNewer(Answers(name)), $"The fixture {name} is a folder as transformers 5 writes it.");
        return files ? Files(name) : Answers(name);
    }

    public static ITokenizer Load(string name)
    {
        var files = Files(name);
        var changes = Path.Combine(files, "tokenizer-changes.json");
        if (!File.Exists(changes))
        {
            return TokenizerFolder.Load(files);
        }

        using var folder = TemporaryFolder.Copy(files, "tokenizer_config.json");
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Real(Changed), "tokenizer.json")))!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(File.ReadAllText(changes))!.AsObject().Where(entry => entry.Key is not ("what" or "model")))
        {
            json[key] = value!.DeepClone();
        }

        folder.Write("tokenizer.json", json.ToJsonString());
        return TokenizerFolder.Load(folder.Path);
    }

    /// <summary>The folder of a real model; the test is skipped where it is not at hand.</summary>
    public static string Real(string model)
    {
        var folder = Fixtures.SharedModels is { } models ? Path.Combine(models, model) : "";
        Assert.SkipUnless(
            Directory.Exists(folder), $"The real tokenizer {model} is not at hand: KIF_FIXTURES must name a folder with ../models/{model} beside it.");
        return folder;
    }

    /// <summary>Whether this is a folder as transformers 5 writes it.</summary>
    private static bool IsNewer(string folder) =>
        Path.Combine(folder, "expected.json") is var path && File.Exists(path) && File.ReadAllText(path).Contains("class_as_loaded");

    private static bool HasAnswers(string folder) => File.Exists(Path.Combine(folder, "expected.jsonl"));
}
