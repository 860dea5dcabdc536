namespace Kif;

/// <summary>Which names things can be registered under.</summary>
internal static class RegisteredName
{
    /// <summary>Refuses a malformed or taken name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="taken">Those that are there.</param>
    /// <param name="owner">Who has it; null if nobody said so.</param>
    /// <param name="underscores">Whether underscores are allowed too: model types have them.</param>
    /// <exception cref="ArgumentException">It is malformed or taken.</exception>
    public static void Check(string name, IEnumerable<string> taken, string? owner, bool underscores = false)
    {
        if (name.Length == 0 || name.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '+' || (underscores && c is '_' or '.'))))
            throw new ArgumentException($"'{name}' is no name: lower-case letters, digits, '-' and '+' are{(underscores ? ", and '_' and '.'" : "")}", nameof(name));
        if (taken.Contains(name)) throw new ArgumentException($"the name '{name}' is taken{(owner is null ? "" : $" by {owner}")}", nameof(name));
    }
}
