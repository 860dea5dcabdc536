using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

public sealed class SentencePieceModelTests
{
    [Fact]
    public void Reads_what_it_writes()
    {
        var model = TinyModels.Unigram with
        {
            Trainer = new SentencePieceTrainerSpec { BeginId = 3, ByteFallback = true, WhitespaceAsSuffix = true, ModelType = SentencePieceModelType.Bpe },
            Normalizer = new SentencePieceNormalizerSpec
            {
                Name = "mine", Charsmap = new byte[] { 1, 2, 3 }, AddDummyPrefix = false, RemoveExtraWhitespaces = false, EscapeWhitespaces = false,
            },
        };
        var read = SentencePieceModel.Read(model.Write());
        read.Pieces.Should().Equal(model.Pieces);
        read.Trainer.Should().Be(model.Trainer);
        read.Normalizer.Charsmap.ToArray().Should().Equal(1, 2, 3);
        (read.Normalizer with { Charsmap = model.Normalizer.Charsmap }).Should().Be(model.Normalizer);
    }

    [Fact]
    public void Writes_ids_that_are_none()
    {
        SentencePieceModel.Read(TinyModels.Unigram.Write()).Trainer.Should().Be(new SentencePieceTrainerSpec());
    }

    [Fact]
    public void Reads_a_file_that_sentencepiece_wrote()
    {
        var model = SentencePieceModel.Read(File.ReadAllBytes(Path.Combine(KnownAnswerFolders.Files("t5-tiny"), "spiece.model")));
        model.Pieces.Take(3).Should().Equal(
            new("<pad>", 0, SentencePieceType.Control), new("</s>", 0, SentencePieceType.Control), new SentencePiece("<unk>", 0, SentencePieceType.Unknown));
        model.Pieces.Should().HaveCount(66);
        model.Trainer.Should().Be(new SentencePieceTrainerSpec());
        model.Normalizer.Name.Should().Be("identity");
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x0A, 0x05, 0x01 })]
    [InlineData(new byte[] { 0x7B, 0x22, 0x61 })]
    public void Refuses_bytes_that_are_no_model(byte[] bytes)
    {
        var reading = () => SentencePieceModel.Read(bytes);
        reading.Should().Throw<InvalidDataException>().WithMessage("Not a SentencePiece model*");
    }

    [Fact]
    public void Refuses_to_write_a_special_id_without_a_piece()
    {
        var model = TinyModels.Unigram with { Trainer = new SentencePieceTrainerSpec { EndId = 8 } };
        model.Invoking(broken => broken.Write()).Should().Throw<InvalidOperationException>().WithMessage("*id 8*8 pieces*");
    }
}
