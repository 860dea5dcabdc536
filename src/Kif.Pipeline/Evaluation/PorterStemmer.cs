using static Kif.PorterLetters;

namespace Kif;

/// <summary>
/// Porter's suffix stripping (1980) with the default extensions of NLTK's stemmer, as used for Rouge. Words are in lower case; digits
/// count as consonants.
/// </summary>
internal static class PorterStemmer
{
    private static readonly Dictionary<string, string> Irregular = new()
    {
        ["sky"] = "sky", ["skies"] = "sky", ["dying"] = "die", ["lying"] = "lie", ["tying"] = "tie", ["news"] = "news", ["inning"] = "inning",
        ["innings"] = "inning", ["outing"] = "outing", ["outings"] = "outing", ["canning"] = "canning", ["cannings"] = "canning", ["howe"] = "howe",
        ["proceed"] = "proceed", ["exceed"] = "exceed", ["succeed"] = "succeed",
    };

    private static readonly (string, string)[] Second =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"), ("entli", "ent"),
        ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"),
        ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("fulli", "ful"),
    ];

    private static readonly (string, string)[] Third =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly (string, string)[] Fourth =
    [
        .. new[] { "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ou", "ism", "ate", "iti", "ous", "ive", "ize" }
            .Select(suffix => (suffix, "")),
    ];

    /// <summary>Returns the stem of a word.</summary>
    public static string Stem(string word)
    {
        if (Irregular.TryGetValue(word, out string? known)) return known;
        if (word.Length <= 2) return word;
        word = Replace(Step2(Step1c(Step1b(Step1a(word)))), Third, above: 0);
        return Step5(Step4(word));
    }

    /// <summary>Removes plurals.</summary>
    private static string Step1a(string word) =>
        Ends(word, "ies") && word.Length == 4 ? word[..^1]
        : Ends(word, "sses") || Ends(word, "ies") ? word[..^2]
        : Ends(word, "s") && !Ends(word, "ss") ? word[..^1] : word;

    /// <summary>Removes past tense and participle.</summary>
    private static string Step1b(string word)
    {
        if (Ends(word, "ied")) return word.Length == 4 ? word[..^1] : word[..^2];
        if (Ends(word, "eed")) return Measure(word[..^3]) > 0 ? word[..^1] : word;
        int suffix = Ends(word, "ed") ? 2 : Ends(word, "ing") ? 3 : 0;
        if (suffix == 0 || !HasVowel(word[..^suffix])) return word;
        string stem = word[..^suffix];
        if (Ends(stem, "at") || Ends(stem, "bl") || Ends(stem, "iz")) return stem + "e";
        if (EndsInDoubleConsonant(stem)) return stem[^1] is 'l' or 's' or 'z' ? stem : stem[..^1];
        return Measure(stem) == 1 && EndsShort(stem) ? stem + "e" : stem;
    }

    /// <summary>Replaces y after a consonant that is not the word's only other letter.</summary>
    private static string Step1c(string word) => Ends(word, "y") && word.Length > 2 && IsConsonant(word, word.Length - 2) ? word[..^1] + "i" : word;

    private static string Step2(string word)
    {
        if (Ends(word, "alli") && Measure(word[..^4]) > 0) return Step2(word[..^2]);
        if (Ends(word, "logi")) return Measure(word[..^3]) > 0 ? word[..^1] : word;
        return Replace(word, Second, above: 0);
    }

    private static string Step4(string word) =>
        Ends(word, "ion") ? Measure(word[..^3]) > 1 && word[^4] is 's' or 't' ? word[..^3] : word : Replace(word, Fourth, above: 1);

    /// <summary>Removes a final e, then one of two final l.</summary>
    private static string Step5(string word)
    {
        if (Ends(word, "e") && Measure(word[..^1]) is var m && (m > 1 || (m == 1 && !EndsShort(word[..^1])))) word = word[..^1];
        return Ends(word, "ll") && Measure(word[..^1]) > 1 ? word[..^1] : word;
    }

    /// <summary>Replaces a suffix; the first match decides, whether or not enough of the word remains.</summary>
    private static string Replace(string word, (string Suffix, string By)[] rules, int above)
    {
        foreach ((string suffix, string by) in rules)
            if (Ends(word, suffix)) return Measure(word[..^suffix.Length]) > above ? word[..^suffix.Length] + by : word;
        return word;
    }

    private static bool Ends(string word, string suffix) => word.EndsWith(suffix, StringComparison.Ordinal);
}

/// <summary>Vowels and consonants in Porter's algorithm: y is a vowel after a consonant.</summary>
internal static class PorterLetters
{
    public static bool IsConsonant(string word, int at)
    {
        int first = at;
        while (first > 0 && word[first] == 'y') first--;
        bool consonant = word[first] is not ('a' or 'e' or 'i' or 'o' or 'u');
        return (at - first) % 2 == 0 ? consonant : !consonant;
    }

    public static bool HasVowel(string word)
    {
        bool consonant = false;
        for (int i = 0; i < word.Length; i++)
            if (!(consonant = Next(word[i], consonant))) return true;
        return false;
    }

    /// <summary>Returns the number of consonants that follow a vowel (Porter's measure m).</summary>
    public static int Measure(string word)
    {
        int count = 0;
        bool consonant = false;
        for (int i = 0; i < word.Length; i++)
        {
            bool next = Next(word[i], consonant);
            if (i > 0 && next && !consonant) count++;
            consonant = next;
        }
        return count;
    }

    public static bool EndsInDoubleConsonant(string word) => word.Length >= 2 && word[^1] == word[^2] && IsConsonant(word, word.Length - 1);

    /// <summary>Whether a word ends in consonant, vowel, and a consonant other than w, x and y; or is just a vowel and a consonant.</summary>
    public static bool EndsShort(string word)
    {
        int last = word.Length - 1;
        if (last == 1) return !IsConsonant(word, 0) && IsConsonant(word, 1);
        return last >= 2 && IsConsonant(word, last - 2) && !IsConsonant(word, last - 1) && IsConsonant(word, last) && word[last] is not ('w' or 'x' or 'y');
    }

    private static bool Next(char letter, bool afterConsonant) => letter switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => !afterConsonant,
        _ => true,
    };
}
