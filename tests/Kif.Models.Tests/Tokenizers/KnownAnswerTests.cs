namespace Kif.Models.Tests.Tokenizers;

/// <summary>Every id, token and decoding that transformers gave for the fixtures' texts.</summary>
public sealed class KnownAnswerTests
{
    public static TheoryData<string> Folders => KnownAnswerFolders.Names();

    [Theory]
    [MemberData(nameof(Folders))]
    public void Encodes_as_the_fast_tokenizer_of_transformers(string name) =>
        new KnownAnswers(KnownAnswerFolders.Load(name), KnownAnswerFolders.Answers(name)).Encoding().ShouldAllHold();

    [Theory]
    [MemberData(nameof(Folders))]
    public void Decodes_as_the_fast_tokenizer_of_transformers(string name)
    {
        Assert.SkipUnless(File.Exists(Path.Combine(KnownAnswerFolders.Answers(name), "decode.jsonl")), "There are no ids to decode.");
        new KnownAnswers(KnownAnswerFolders.Load(name), KnownAnswerFolders.Answers(name)).Decoding().ShouldAllHold();
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Pads_and_truncates_as_the_fast_tokenizer_of_transformers(string name) =>
        new KnownBatches(KnownAnswerFolders.Load(name), KnownAnswerFolders.Answers(name)).ShouldAllHold();
}
