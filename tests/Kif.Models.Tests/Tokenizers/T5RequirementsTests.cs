using Kif.Tokenizers;

namespace Kif.Models.Tests.Tokenizers;

public sealed class T5RequirementsTests
{
    public static TheoryData<string, object> Unsupported { get; } = new()
    {
        { "trainer_spec.model_type is Word", Trained(new() { ModelType = SentencePieceModelType.Word }) },
        { "trainer_spec.eos_id is -1", Trained(new() { EndId = -1 }) },
        { "trainer_spec.unk_id is 8", Trained(new() { UnknownId = 8 }) },
        { "the type of piece 4, which is unk_id, is Normal", Trained(new() { UnknownId = 4 }) },
        { "precompiled_charsmap is damaged", TinyModels.Unigram with { Normalizer = new() { Charsmap = new byte[] { 9, 0, 0, 0, 1 } } } },
    };

    [Theory]
    [MemberData(nameof(Unsupported), DisableDiscoveryEnumeration = true)]
    public void Refuses_by_name_what_it_would_tokenize_wrongly(string message, object model)
    {
        var making = () => new T5Tokenizer((SentencePieceModel)model);
        making.Should().Throw<InvalidDataException>().WithMessage($"*{message}*");
    }

    private static SentencePieceModel Trained(SentencePieceTrainerSpec trainer) => TinyModels.Unigram with { Trainer = trainer };
}
