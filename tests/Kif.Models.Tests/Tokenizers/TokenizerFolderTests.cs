using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

public sealed class TokenizerFolderTests
{
    [Fact]
    public void Says_what_was_found_and_what_is_supported()
    {
        using var folder = new TemporaryFolder();
        folder.Write("merges.md", "");
        folder.Write("vocab.json", "{}");
        Loading(folder).Should().Throw<FileNotFoundException>()
            .WithMessage("*Found: merges.md, vocab.json. Supported: tokenizer.json, spiece.model*merges.txt*vocab.txt*");
    }

    [Fact]
    public void Says_that_there_is_no_such_folder()
    {
        var loading = () => TokenizerFolder.Load("/no/such/folder");
        loading.Should().Throw<DirectoryNotFoundException>().WithMessage("*/no/such/folder*");
    }

    [Fact]
    public void Counts_the_sentinels_that_the_configuration_names()
    {
        using var folder = new TemporaryFolder();
        folder.Write("spiece.model", TinyModels.Unigram.Write());
        TokenizerFolder.Load(folder.Path).TokenOf(107).Should().Be("<extra_id_0>");
        folder.Write("tokenizer_config.json", """{"extra_ids": 3, "tokenizer_class": "T5TokenizerFast"}""");
        TokenizerFolder.Load(folder.Path).TokenOf(10).Should().Be("<extra_id_0>");
    }

    [Fact]
    public void Refuses_a_sentencepiece_file_of_another_class()
    {
        using var folder = new TemporaryFolder();
        folder.Write("spiece.model", TinyModels.Unigram.Write());
        folder.Write("tokenizer_config.json", """{"tokenizer_class": "AlbertTokenizer"}""");
        Loading(folder).Should().Throw<InvalidDataException>()
            .WithMessage("*tokenizer_config.json: tokenizer_class is \"AlbertTokenizer\"; supported here: T5Tokenizer*");
    }

    [Fact]
    public void Names_a_damaged_sentencepiece_file()
    {
        using var folder = new TemporaryFolder();
        folder.Write("spiece.model", [1, 2, 3]);
        Loading(folder).Should().Throw<InvalidDataException>().WithMessage("*spiece.model: Not a SentencePiece model*");
    }

    private static Func<ITokenizer> Loading(TemporaryFolder folder) => () => TokenizerFolder.Load(folder.Path);
}
