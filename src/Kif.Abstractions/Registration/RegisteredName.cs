namespace Kif;

/// <summary>Checks names for registration.</summary>
internal static class RegisteredName
{
    /// <summary>Throws if a name is malformed or taken.</summary>
    /// <param name="name">The name.</param>
    /// <param name="taken">The names in use.</param>
    /// <param name="owner">The owner of the name in use; null if unknown.</param>
    /// <param name="underscores">Whether underscores are allowed too: model types have them.</param>
    /// <exception cref="ArgumentException">The name is malformed or taken.</exception>
    public static void Check(string name, IEnumerable<string> taken, string? owner, bool underscores = false)
    {
        if (name.Length == 0 || name.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '+' || (underscores && c is '_' or '.'))))
            throw new ArgumentException($"'{name}' is no name: lower-case letters, digits, '-' and '+' are{(underscores ? ", and '_' and '.'" : "")}", nameof(name));
        if (taken.Contains(name)) throw new ArgumentException($"the name '{name}' is taken{(owner is null ? "" : $" by {owner}")}", nameof(name));
    }
}
