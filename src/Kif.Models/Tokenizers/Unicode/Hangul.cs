namespace Kif.Models.Tokenizers;

/// <summary>Hangul syllables, which decompose and compose by arithmetic (Unicode Standard, section 3.12).</summary>
internal static class Hangul
{
    private const int FirstSyllable = 0xAC00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeTail = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;

    public static bool TryDecompose(int codePoint, out int[] jamo)
    {
        var index = codePoint - FirstSyllable;
        if (index is < 0 or >= Leads * Vowels * Tails)
        {
            jamo = [];
            return false;
        }

        var (lead, vowel, tail) = (FirstLead + (index / (Vowels * Tails)), FirstVowel + (index / Tails % Vowels), BeforeTail + (index % Tails));
        jamo = tail == BeforeTail ? [lead, vowel] : [lead, vowel, tail];
        return true;
    }

    public static int? Compose(int first, int second)
    {
        if (first is >= FirstLead and < FirstLead + Leads && second is >= FirstVowel and < FirstVowel + Vowels)
        {
            return FirstSyllable + ((((first - FirstLead) * Vowels) + second - FirstVowel) * Tails);
        }

        var open = first is >= FirstSyllable and < FirstSyllable + (Leads * Vowels * Tails) && (first - FirstSyllable) % Tails == 0;
        return open && second is > BeforeTail and < BeforeTail + Tails ? first + second - BeforeTail : null;
    }
}
