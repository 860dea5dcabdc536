using System.Text;

namespace Kif.Models.Tests.Tokenizers;

/// <summary>Random texts, the same each time.</summary>
internal static class RandomTexts
{
    private static readonly string[] Common =
    [
        " the", "ing", "'s", "don't", "\r\n", "  ", "\t", "123", "日本", "é", "e\u0301",
        "😀", "👩‍👩‍👧", "한", "\u00A0", "\u3000", "ﬁ", "<", ">", "▁", "Ġ",
    ];

    /// <summary>Texts without lone surrogates.</summary>
    public static IEnumerable<string> Whole(int count) => Of(count, whole: true);

    /// <summary>Texts that may hold lone surrogates, and every other unit.</summary>
    public static IEnumerable<string> Broken(int count) => Of(count, whole: false);

    /// <summary>Lower-case words of ASCII letters.</summary>
    public static IEnumerable<string> Words(int count)
    {
        var random = new Random(2);
        return Enumerable.Range(0, count).Select(_ => new string(random.GetItems<char>("etaoinshrdlucmfwypvbgk", random.Next(1, 14))));
    }

    private static IEnumerable<string> Of(int count, bool whole)
    {
        var random = new Random(11);
        for (; count > 0; count--)
        {
            var text = new StringBuilder();
            for (var left = random.Next(0, 20); left > 0; left--)
            {
                switch (random.Next(whole ? 5 : 7))
                {
                    case 0 or 1: text.Append(Common[random.Next(Common.Length)]); break;
                    case 2: text.Append((char)random.Next(0, 0x250)); break;
                    case 3: text.Append(new Rune(random.Next(0x250, 0xD800))); break;
                    case 4: text.Append(new Rune(random.Next(0xE000, 0x110000))); break;
                    default: text.Append((char)random.Next(0xD800, 0xE000)); break;
                }
            }

            yield return text.ToString();
        }
    }
}
