using System.Text;

namespace Kif.Tokenizers;

/// <summary>A Unicode normalization form: NFC, NFD, NFKC or NFKD.</summary>
internal sealed class UnicodeNormalizer(UnicodeForm form) : INormalizer
{
    /// <summary>Returns the normalized text; no character becomes more than 18 (U+FDFA).</summary>
    public string Normalize(string text, RuleBudget budget)
    {
        var normalized = form.Normalize(text);
        budget.Add(normalized.Length - text.Length, "a normalization form");
        return normalized;
    }
}

/// <summary>The four normalization forms of Unicode, independent of .NET's globalization mode.</summary>
/// <param name="composes">Whether characters are composed again (NFC, NFKC).</param>
/// <param name="compatible">Whether compatibility characters are replaced too (NFKC, NFKD).</param>
internal sealed class UnicodeForm(bool composes, bool compatible)
{
    private readonly UnicodeTables _tables = UnicodeTables.Shared;

    public string Normalize(string text)
    {
        // Characters below these neither decompose nor combine with each other.
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', compatible ? '\x9F' : '\xBF') < 0)
        {
            return text;
        }

        var runes = Decomposed(text);
        Order(runes);
        if (composes)
        {
            Compose(runes);
        }

        var whole = new StringBuilder(text.Length);
        foreach (var (rune, _) in runes)
        {
            whole.Append(rune);
        }

        return whole.ToString();
    }

    private List<(Rune Rune, int Class)> Decomposed(string text)
    {
        var runes = new List<(Rune, int)>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Hangul.TryDecompose(rune.Value, out var jamo))
            {
                runes.AddRange(jamo.Select(part => (new Rune(part), 0)));
            }
            else if (_tables.Decomposition(rune.Value, compatible) is { } parts)
            {
                foreach (var part in parts.EnumerateRunes())
                {
                    runes.Add((part, _tables.CombiningClass(part.Value)));
                }
            }
            else
            {
                runes.Add((rune, _tables.CombiningClass(rune.Value)));
            }
        }

        return runes;
    }

    /// <summary>Sorts each run of combining marks by class; the sort is stable.</summary>
    private static void Order(List<(Rune Rune, int Class)> runes)
    {
        for (var start = 0; start < runes.Count; start++)
        {
            var end = start;
            var ordered = true;
            for (; end < runes.Count && runes[end].Class > 0; end++)
            {
                ordered &= end == start || runes[end - 1].Class <= runes[end].Class;
            }

            if (!ordered)
            {
                var run = runes.GetRange(start, end - start).OrderBy(mark => mark.Class).ToList();
                for (var at = 0; at < run.Count; at++)
                {
                    runes[start + at] = run[at];
                }
            }

            start = Math.Max(start, end);
        }
    }

    private void Compose(List<(Rune Rune, int Class)> runes)
    {
        var (kept, starter, blocked) = (0, -1, -1);
        for (var at = 0; at < runes.Count; at++)
        {
            var (rune, order) = runes[at];
            if (starter >= 0 && blocked < order && Pair(runes[starter].Rune.Value, rune.Value) is { } whole)
            {
                runes[starter] = (new Rune(whole), 0);
                continue;
            }

            (starter, blocked) = order == 0 ? (kept, -1) : (starter, order);
            runes[kept++] = (rune, order);
        }

        runes.RemoveRange(kept, runes.Count - kept);

        int? Pair(int first, int second) => Hangul.Compose(first, second) ?? _tables.Composition(first, second);
    }
}

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
