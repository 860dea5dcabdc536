using Kif.Fuzzing;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

public sealed class SentencePieceRefusalTests
{
    [Fact]
    public void A_model_cut_at_any_byte_is_read_or_refused()
    {
        var whole = TinyModels.Unigram.Write();
        var refused = 0;
        for (var length = 0; length < whole.Length; length++)
        {
            try
            {
                SentencePieceModel.Read(whole.AsSpan(0, length)).Pieces.Should().NotBeEmpty();
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        refused.Should().BeGreaterThan(whole.Length - 15, "only a cut between two fields leaves a model");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_score_that_is_not_finite_is_refused(float score) =>
        Refuses(With(new SentencePiece("x", score)), "piece 8, 'x', has the score *; allowed: a finite number.");

    [Theory]
    [InlineData("ab")]
    [InlineData("</s>")]
    public void A_piece_that_is_there_twice_is_refused(string text) =>
        Refuses(With(new SentencePiece(text, -9)), $"piece 8, '{text}', has the text of an earlier one*");

    [Fact]
    public void An_empty_piece_is_refused() => Refuses(Spelled(6, []), "piece 6, '', has 0 characters; allowed: 1 to 4096.");

    [Fact]
    public void A_piece_of_a_hostile_length_is_refused() =>
        Refuses(With(new SentencePiece(new string('x', 4097), 0)), "piece 8, 'xxx*…', has 4097 characters; allowed: 1 to 4096.");

    [Fact]
    public void A_piece_that_is_not_UTF8_is_refused() => Refuses(Spelled(6, [0xC3, 0x28]), "Not a SentencePiece model: piece 6 is not UTF-8.");

    [Fact]
    public void An_unknown_type_is_refused() =>
        Refuses(With(new SentencePiece("x", 0, (SentencePieceType)99)), "piece 8, 'x', has the type 99; allowed: 1 to 6.");

    [Fact]
    public void Control_characters_of_a_piece_reach_no_terminal() =>
        Refuses(With(new SentencePiece("\u001b[2J", float.NaN)), "piece 8, '\\u001b[2J', has the score NaN*");

    [Theory]
    [InlineData(new byte[] { 0x12, 0x00, 0x12, 0x00 }, "it has two of trainer_spec.")]
    [InlineData(new byte[] { 0x1A, 0x00, 0x1A, 0x00 }, "it has two of normalizer_spec.")]
    [InlineData(new byte[] { 0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02 }, "field * near byte *")]
    [InlineData(new byte[] { 0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, "field * near byte *")]
    [InlineData(new byte[] { 0xA0, 0x80, 0x80, 0x80, 0x80, 0x01, 0x00 }, "field * near byte *")]
    [InlineData(new byte[] { 0x22, 0xFF, 0xFF, 0xFF, 0xFF, 0x07 }, "field * near byte *")]
    [InlineData(new byte[] { 0x23, 0x24 }, "field * near byte *")]
    [InlineData(new byte[] { 0x0D, 0, 0, 0, 0 }, "field * near byte *")]
    public void Fields_that_no_writer_writes_are_refused(byte[] before, string message)
    {
        var pieces = ProtoField.Of(TinyModels.Unigram.Write())!.Where(field => field.Number == 1);
        Refuses([.. before, .. ProtoField.Join(pieces)], $"Not a SentencePiece model: {message}");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("2147483647")]
    public void A_hostile_number_of_sentinels_is_refused(string count)
    {
        using var folder = new TemporaryFolder();
        folder.Write("spiece.model", TinyModels.Unigram.Write());
        folder.Write("tokenizer_config.json", $$"""{"extra_ids": {{count}}}""");
        var loading = () => TokenizerFolder.Load(folder.Path);
        loading.Should().Throw<InvalidDataException>().WithMessage($"*tokenizer_config.json: extra_ids is {count}; supported here: a number from 0 to 10000.");
    }

    private static byte[] With(SentencePiece piece) => (TinyModels.Unigram with { Pieces = [.. TinyModels.Unigram.Pieces, piece] }).Write();

    /// <summary>The model with other bytes as the text of a piece.</summary>
    private static byte[] Spelled(int piece, byte[] text)
    {
        var fields = ProtoField.Of(TinyModels.Unigram.Write())!;
        var inner = ProtoField.Of(fields[piece].Value)!;
        inner[0] = inner[0] with { Value = text };
        fields[piece] = fields[piece] with { Value = ProtoField.Join(inner) };
        return ProtoField.Join(fields);
    }

    private static void Refuses(byte[] model, string message)
    {
        var reading = () => SentencePieceModel.Read(model);
        reading.Should().Throw<InvalidDataException>().WithMessage(message);
    }
}
