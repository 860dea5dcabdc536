namespace Kif.Bench.Tokenizers;

/// <summary>Texts that some tokenizers never finish: one endless word, blanks, one emoji, combining marks.</summary>
internal static class HardTexts
{
    public static IEnumerable<string> All(int length) =>
    [
        string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i * 7 % 26)))), new(' ', length),
        string.Concat(Enumerable.Repeat("😀", length / 4)), "e" + new string('\u0301', length / 2),
    ];
}
