namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>Vowels and consonants in Porter's algorithm: y is a vowel after a consonant.</summary>
internal static class WordShape
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
