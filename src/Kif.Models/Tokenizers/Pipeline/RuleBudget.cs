namespace Kif.Tokenizers;

/// <summary>
/// The most that the rules of a tokenizer may make of one text: characters that they add to it, and time for their patterns. Both are far above those of every
/// published tokenizer; rules that multiply each other would otherwise fill the memory with a few letters.
/// </summary>
/// <param name="length">The number of characters of the text.</param>
internal sealed class RuleBudget(int length)
{
    /// <summary>The most characters that may be added: some to any text, more for each of its characters.</summary>
    public const long Free = 1 << 16, PerCharacter = 64;

    // A pattern of a published tokenizer takes less than a millionth of a second for a character.
    private const long FreeMilliseconds = 60_000, CharactersPerMillisecond = 20;

    private readonly long most = Free + PerCharacter * length, start = Environment.TickCount64;
    private long added;

    /// <summary>Takes characters that a rule is about to add.</summary>
    /// <param name="characters">Their number; negative if the text becomes shorter, which gives nothing back.</param>
    /// <param name="rule">The rule, for the message.</param>
    /// <exception cref="InvalidDataException">The rules add more than is allowed.</exception>
    public void Add(long characters, string rule)
    {
        if (characters <= 0)
        {
            return;
        }

        added += characters;
        if (added > most)
        {
            throw new InvalidDataException(
                $"the tokenizer's rules add more than {most} characters to a text of {length}, with {rule} of its tokenizer.json or *.model; "
                + $"at most {Free} and {PerCharacter} for each character are added.");
        }
    }

    /// <summary>Throws if the patterns have taken too long for a text of this length.</summary>
    /// <param name="pattern">The pattern, for the message.</param>
    /// <exception cref="InvalidDataException">They have.</exception>
    public void CheckTime(string pattern)
    {
        long allowed = FreeMilliseconds + length / CharactersPerMillisecond;
        if (Environment.TickCount64 - start > allowed)
        {
            throw TooSlow(pattern, allowed / 1000.0, length);
        }
    }

    /// <summary>Makes the error of a pattern that takes too long.</summary>
    public static InvalidDataException TooSlow(string pattern, double seconds, int characters, Exception? cause = null) => new(
        $"the tokenizer's pattern \"{DisplayText.Of(pattern)}\" takes more than {seconds} s on a text of {characters} characters.", cause);
}
