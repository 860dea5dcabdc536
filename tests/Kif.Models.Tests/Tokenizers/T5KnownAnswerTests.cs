using Kif.Models.Tokenizers;
using Kif.Tests;

namespace Kif.Models.Tests.Tokenizers;

public sealed class T5KnownAnswerTests
{
    private static readonly string Folder = Path.Combine(Fixtures.Root, "tokenizers", "t5");

    [Fact]
    public void Encodes_as_the_fast_tokenizer_of_transformers() => new KnownAnswers(new T5Tokenizer(Model()), Folder).Encoding().ShouldAllHold();

    [Fact]
    public void Decodes_as_the_fast_tokenizer_of_transformers() => new KnownAnswers(new T5Tokenizer(Model()), Folder).Decoding().ShouldAllHold();

    [Fact]
    public void Legacy_off_spaces_as_the_fast_tokenizer_of_transformers()
    {
        var tokenizer = new T5Tokenizer(Model(), new T5TokenizerOptions { Legacy = false });
        new KnownAnswers(tokenizer, Folder, "fast_nonlegacy").Encoding().Decoding().ShouldAllHold();
    }

    private static SentencePieceModel Model()
    {
        var path = Path.Combine(Fixtures.SharedModels ?? "", "t5-tokenizer", "spiece.model");
        Assert.SkipUnless(File.Exists(path), $"The real T5 spiece.model is not at hand: set KIF_FIXTURES to a folder with ../models/t5-tokenizer beside it ({path}).");
        return SentencePieceModel.Read(File.ReadAllBytes(path));
    }
}
