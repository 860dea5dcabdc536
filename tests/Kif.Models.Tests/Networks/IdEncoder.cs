namespace Kif.Models.Tests.Networks;

/// <summary>Texts that are token ids with blanks between.</summary>
internal sealed class IdEncoder : IExampleEncoder
{
    public EncodedExample Encode(Example example) => new(Ids(example.Input), Ids(example.Target));

    public string Decode(ReadOnlySpan<int> ids) => string.Join(' ', ids.ToArray());

    private static int[] Ids(string text) => [.. text.Split(' ').Select(int.Parse)];
}
