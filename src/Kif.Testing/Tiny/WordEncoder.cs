namespace Kif.Testing;

/// <summary>An encoder with one token per word: <c>w7</c> has the token of number 7, any other word that of a hash of its characters.</summary>
internal sealed class WordEncoder(ConformanceModel kind) : IExampleEncoder
{
    public const int End = 1;
    private const int First = 3;

    public EncodedExample Encode(Example example) =>
        new(kind == ConformanceModel.EncoderDecoder ? [.. Ids(example.Input), End] : [.. Ids(example.Input)], [.. Ids(example.Target), End]);

    public string Decode(ReadOnlySpan<int> ids) => string.Join(' ', ids.ToArray().Where(id => id >= First).Select(id => $"w{id - First}"));

    private static IEnumerable<int> Ids(string text) => text.Split(' ').Select(word => First + Number(word) % (TinyModels.Vocabulary - First));

    private static int Number(string word) =>
        word.StartsWith('w') && int.TryParse(word.AsSpan(1), out int number) && number >= 0 ? number : word.Aggregate(7, (hash, letter) => (31 * hash + letter) & 0xFFFF);
}
