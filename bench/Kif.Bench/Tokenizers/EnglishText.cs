using System.Text;

namespace Kif.Bench.Tokenizers;

/// <summary>Text with the word lengths, punctuation and repetition of English, of frequent words and many that are met only once.</summary>
internal static class EnglishText
{
    private const string Frequent =
        "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would "
        + "their we him been has when who will no more if out so said what up its about into than them can only other time new some could these two may first "
        + "then do any like my now over such our man me even most made after also did many before must through years where much your way well down should";
    private const string Syllables = "ba con de ex fi gra hel in jor ka lin mo ner op par que ra ston tri un ver wil ti cal ous ment ing er ly ed est";

    public static string Make(int length)
    {
        string[] words = Frequent.Split(' '), syllables = Syllables.Split(' ');
        var random = new Random(1);
        var text = new StringBuilder(length + 100);
        while (text.Length < length)
        {
            for (int left = random.Next(6, 24); left > 0; left--)
            {
                string word = random.Next(100) < 62
                    ? Skewed(words, 2, random)
                    : string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => Skewed(syllables, 1.5, random)));
                text.Append(random.Next(12) == 0 ? char.ToUpperInvariant(word[0]) + word[1..] : word);
                text.Append(left > 1 ? random.Next(14) == 0 ? ", " : " " : random.Next(5) == 0 ? $" {random.Next(2000)}. " : ". ");
            }
            if (random.Next(6) == 0) text.Append('\n');
        }
        return text.ToString();
    }

    private static string Skewed(string[] words, double power, Random random) => words[(int)(words.Length * Math.Pow(random.NextDouble(), power))];
}
