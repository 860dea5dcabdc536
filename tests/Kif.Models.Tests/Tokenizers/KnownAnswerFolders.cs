using Kif.Tests;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Which fixture folders there are, and where the tokenizer of each lies.</summary>
internal static class KnownAnswerFolders
{
    /// <summary>Folders whose known answers belong to a real model that lies elsewhere.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new() { ["t5"] = "t5-tokenizer", ["byte-bpe"] = "smollm2-135m" };

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
        if (!Elsewhere.TryGetValue(name, out var model))
        {
            return Answers(name);
        }

        var folder = Path.Combine(Fixtures.SharedModels ?? "", model);
        Assert.SkipUnless(
            Directory.Exists(folder), $"The real tokenizer {model} is not at hand: KIF_FIXTURES must name a folder with ../models/{model} beside it.");
        return folder;
    }

    public static ITokenizer Load(string name) => TokenizerFolder.Load(Files(name));

    private static bool HasAnswers(string folder) => File.Exists(Path.Combine(folder, "expected.jsonl"));
}
